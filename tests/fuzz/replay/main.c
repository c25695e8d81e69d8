/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target once on each file of the folders that are named: what
 * fuzzing found before is tested in every build, without libFuzzer.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Of libFuzzer, so its name is not ours to choose. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Inputs larger than this are not corpus but a mistake. */
enum {
    INPUT_MAX = 1 << 20
};

static int
replay_file(const char *path, uint8_t *room)
{
    FILE *file = fopen(path, "rb");
    size_t len = 0;
    int failed = 0;

    if (file == NULL) {
        perror(path);
        return 1;
    }
    len    = fread(room, 1, INPUT_MAX, file);
    failed = ferror(file) != 0 || fgetc(file) != EOF;
    fclose(file);
    if (failed) {
        fprintf(stderr, "%s: cannot be read, or is too large\n", path);
        return 1;
    }

    /* A copy of the exact size, so that a sanitizer sees each byte past it. */
    uint8_t *input = malloc(len == 0 ? 1 : len);
    if (input == NULL) {
        return 1;
    }
    for (size_t i = 0; i < len; i++) {
        input[i] = room[i];
    }
    (void)LLVMFuzzerTestOneInput(input, len);
    free(input);
    return 0;
}

/* How many files were run, or -1. */
static int
replay_folder(const char *folder, uint8_t *room)
{
    struct dirent *entry = NULL;
    char path[4096]      = "";
    int count            = 0;
    DIR *dir             = opendir(folder);

    if (dir == NULL) {
        printf("SKIP %s: there is no corpus yet\n", folder);
        return 0;
    }
    while (count >= 0 && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        count = replay_file(path, room) == 0 ? count + 1 : -1;
    }
    closedir(dir);
    return count;
}

int
main(int argc, char **argv)
{
    uint8_t *room = calloc(1, INPUT_MAX);
    int total     = 0;

    if (room == NULL) {
        return EXIT_FAILURE;
    }
    /* The empty input is in every corpus. */
    (void)LLVMFuzzerTestOneInput(room, 0);
    for (int i = 1; i < argc && total >= 0; i++) {
        int count = replay_folder(argv[i], room);
        total     = count < 0 ? -1 : total + count;
    }
    free(room);
    if (total < 0) {
        return EXIT_FAILURE;
    }
    printf("%d inputs replayed\n", total);
    return EXIT_SUCCESS;
}
