/* SPDX-License-Identifier: Apache-2.0 */
#include "relay.h"

#include "check.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    CHUNK = 65536
};

static struct sockaddr_un
address(const char *folder)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};

    snprintf(a.sun_path, sizeof a.sun_path, "%s/.s.PGSQL.5432", folder);
    return a;
}

static int
server_connect(void)
{
    struct sockaddr_un there = address(getenv("MOHUR_TEST_POSTGRES"));
    int fd                   = socket(AF_UNIX, SOCK_STREAM, 0);

    if (connect(fd, (struct sockaddr *)&there, sizeof there) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool
give(int to, const uint8_t *data, ssize_t len)
{
    while (len > 0) {
        ssize_t n = send(to, data, (size_t)len, MSG_NOSIGNAL);
        if (n <= 0) {
            return false;
        }
        data += n;
        len -= n;
    }
    return true;
}

/* The commit is here: do what was asked for.  True: go on. */
static bool
commit_pass(struct relay *r, int *server, const uint8_t *data, ssize_t len)
{
    uint8_t answer[CHUNK];
    int cut = atomic_load(&r->cut);

    if (cut == RELAY_PASS) {
        return give(*server, data, len);
    }
    if (cut == RELAY_AFTER && give(*server, data, len)) {
        (void)recv(*server, answer, sizeof answer, 0);
    }
    if (cut == RELAY_HELD) {
        r->held = *server;
        *server = -1;
    }
    if (cut == RELAY_ALWAYS) {
        atomic_store(&r->end, true);
    } else {
        atomic_store(&r->cut, RELAY_PASS);
    }
    return false;
}

static bool
has(const uint8_t *data, ssize_t len, const char *word)
{
    return len > 0 && memmem(data, (size_t)len, word, strlen(word)) != NULL;
}

static bool
pump(struct relay *r, int client, int *server)
{
    uint8_t data[CHUNK];
    struct pollfd ends[2] = {{client, POLLIN, 0}, {*server, POLLIN, 0}};
    ssize_t len           = 0;

    if (poll(ends, 2, 20) <= 0) {
        return true;
    }
    if (ends[1].revents != 0) {
        len = recv(*server, data, sizeof data, 0);
        return len > 0 && give(client, data, len);
    }
    len = recv(client, data, sizeof data, 0);
    if (has(data, len, "BEGIN")) {
        r->writing = has(data, len, "READ WRITE");
    }
    if (r->writing && has(data, len, "COMMIT")) {
        return commit_pass(r, server, data, len);
    }
    return len > 0 && give(*server, data, len);
}

static void
serve(struct relay *r, int client)
{
    int server = server_connect();

    while (server >= 0 && !atomic_load(&r->end) && pump(r, client, &server)) {
    }
    close(client);
    if (server >= 0) {
        close(server);
    }
}

static void *
relay_run(void *user)
{
    struct relay *r   = user;
    struct pollfd one = {r->listener, POLLIN, 0};
    int taken         = 0;

    while (!atomic_load(&r->end)) {
        if (poll(&one, 1, 20) <= 0) {
            continue;
        }
        if (taken++ > 0 && r->between != NULL) {
            r->between(r->user);
        }
        serve(r, accept(r->listener, NULL, NULL));
    }
    close(r->listener);
    return NULL;
}

void
relay_start(struct fixture *t, struct relay *r)
{
    struct sockaddr_un here;

    *r     = (struct relay){.held = -1};
    r->cut = RELAY_PASS;
    here   = address(fixture_tmpdir(t));
    snprintf(r->folder, sizeof r->folder, "%s", fixture_tmpdir(t));
    r->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(bind(r->listener, (struct sockaddr *)&here, sizeof here) == 0 &&
          listen(r->listener, 4) == 0);
    CHECK(pthread_create(&r->thread, NULL, relay_run, r) == 0);
}

void
relay_stop(struct relay *r)
{
    atomic_store(&r->end, true);
    pthread_join(r->thread, NULL);
    if (r->held >= 0) {
        close(r->held);
    }
}
