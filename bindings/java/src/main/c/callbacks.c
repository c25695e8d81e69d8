/* SPDX-License-Identifier: Apache-2.0 */
#include <jni.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include <mohur/mohur.h>

/*
 * The way from the library into Java.  `user` of every callback is a number
 * that Callbacks.java knows an object by; one static method takes them all.
 * No exception is left pending when the library goes on: what Java throws is
 * kept there, and a negative answer becomes a failure here.
 */

/* As in Callbacks.java. */
enum kind {
    READ         = 0,
    READ_AT      = 1,
    WRITE        = 2,
    WRITE_AT     = 3,
    FINISH       = 4,
    PROGRESS     = 5,
    UNLOCK       = 6,
    PIN          = 7,
    ANCHOR_READ  = 8,
    ANCHOR_WRITE = 9,
    FETCH        = 10,
    SUBMIT       = 11,
    CLOCK        = 12
};

static JavaVM *vm;
static jclass callbacks;
static jmethodID called;
static pthread_key_t attached;

static void
detach(void *unused)
{
    (void)unused;
    (*vm)->DetachCurrentThread(vm);
}

JNIEXPORT jint JNICALL
JNI_OnLoad(JavaVM *machine, void *reserved)
{
    JNIEnv *env  = NULL;
    jclass found = NULL;

    (void)reserved;
    vm = machine;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK ||
        pthread_key_create(&attached, detach) != 0) {
        return JNI_ERR;
    }
    found = (*env)->FindClass(env, "mohur/Callbacks");
    if (found == NULL) {
        return JNI_ERR;
    }
    callbacks = (*env)->NewGlobalRef(env, found);
    called    = (*env)->GetStaticMethodID(env, found, "call", "(IJJJJJ)J");
    (*env)->DeleteLocalRef(env, found);
    return callbacks != NULL && called != NULL ? JNI_VERSION_10 : JNI_ERR;
}

/* Threads of the library are strangers to the virtual machine at first; they
 * take their leave when they end. */
static JNIEnv *
env_of_thread(void)
{
    JNIEnv *env = NULL;

    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) == JNI_OK) {
        return env;
    }
    if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, NULL) != JNI_OK) {
        return NULL;
    }
    pthread_setspecific(attached, vm);
    return env;
}

static jlong
ask(enum kind kind, void *user, jlong a, jlong b, jlong c, jlong d)
{
    JNIEnv *env  = env_of_thread();
    jlong answer = -1;

    if (env == NULL) {
        return -1;
    }
    answer = (*env)->CallStaticLongMethod(env, callbacks, called, (jint)kind,
                                          (jlong)(intptr_t)user, a, b, c, d);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionClear(env);
        return -1;
    }
    return answer;
}

static jlong
address(const void *p)
{
    return (jlong)(intptr_t)p;
}

/* An answer that is a length, or a failure. */
static int32_t
take_len(jlong answer, size_t cap, size_t *out_len)
{
    *out_len = 0;
    if (answer < 0 || (uint64_t)answer > cap) {
        return 1;
    }
    *out_len = (size_t)answer;
    return 0;
}

static int32_t
on_read(void *user, uint8_t *out, size_t cap, size_t *out_len)
{
    return take_len(ask(READ, user, address(out), (jlong)cap, 0, 0), cap,
                    out_len);
}

static int32_t
on_read_at(
    void *user, uint64_t offset, uint8_t *out, size_t cap, size_t *out_len)
{
    return take_len(
        ask(READ_AT, user, address(out), (jlong)cap, (jlong)offset, 0), cap,
        out_len);
}

static int32_t
on_write(void *user, const uint8_t *data, size_t len)
{
    return ask(WRITE, user, address(data), (jlong)len, 0, 0) == 0 ? 0 : 1;
}

static int32_t
on_write_at(void *user, uint64_t offset, const uint8_t *data, size_t len)
{
    return ask(WRITE_AT, user, address(data), (jlong)len, (jlong)offset, 0) == 0
               ? 0
               : 1;
}

static int32_t
on_finish(void *user)
{
    return ask(FINISH, user, 0, 0, 0, 0) == 0 ? 0 : 1;
}

static int32_t
on_progress(void *user, uint64_t done, uint64_t total)
{
    return ask(PROGRESS, user, (jlong)done, (jlong)total, 0, 0) == 0 ? 0 : 1;
}

static int32_t
on_unlock(void *user,
          const char *name,
          size_t name_len,
          uint8_t *out,
          size_t cap,
          size_t *out_len)
{
    return take_len(ask(UNLOCK, user, address(out), (jlong)cap, address(name),
                        (jlong)name_len),
                    cap, out_len);
}

static int32_t
on_pin(void *user,
       const char *token,
       const char *source,
       uint8_t *out,
       size_t cap,
       size_t *out_len)
{
    return take_len(ask(PIN, user, address(out), (jlong)cap, address(token),
                        address(source)),
                    cap, out_len);
}

static int32_t
on_anchor_read(void *user, uint8_t *out, size_t *out_len)
{
    return take_len(
        ask(ANCHOR_READ, user, address(out), MOHUR_ANCHOR_LEN, 0, 0),
        MOHUR_ANCHOR_LEN, out_len);
}

static int32_t
on_anchor_write(void *user, const uint8_t *record)
{
    return ask(ANCHOR_WRITE, user, address(record), MOHUR_ANCHOR_LEN, 0, 0) == 0
               ? 0
               : 1;
}

static int32_t
on_fetch(void *user,
         const mohur_evidence_request *request,
         mohur_answer *answer)
{
    return ask(FETCH, user, address(request), address(answer), 0, 0) == 0 ? 0
                                                                          : 1;
}

static int32_t
on_submit(void *user, mohur_job_fn *run, void *job)
{
    return ask(SUBMIT, user, (jlong)(intptr_t)run, address(job), 0, 0) == 0 ? 0
                                                                            : 1;
}

static int64_t
on_clock(void *user)
{
    return (int64_t)ask(CLOCK, user, 0, 0, 0, 0);
}

/* A check of the types, which the table below hides. */
static mohur_read_fn *const read_fn                 = on_read;
static mohur_read_at_fn *const read_at_fn           = on_read_at;
static mohur_write_fn *const write_fn               = on_write;
static mohur_write_at_fn *const write_at_fn         = on_write_at;
static mohur_finish_fn *const finish_fn             = on_finish;
static mohur_progress_fn *const progress_fn         = on_progress;
static mohur_unlock_fn *const unlock_fn             = on_unlock;
static mohur_pin_fn *const pin_fn                   = on_pin;
static mohur_anchor_read_fn *const anchor_read_fn   = on_anchor_read;
static mohur_anchor_write_fn *const anchor_write_fn = on_anchor_write;
static mohur_evidence_fn *const fetch_fn            = on_fetch;
static mohur_submit_fn *const submit_fn             = on_submit;
static mohur_clock_fn *const clock_fn               = on_clock;

/* The function of a kind of callback, to be written into a struct. */
JNIEXPORT jlong JNICALL
Java_mohur_Memory_trampoline(JNIEnv *env, jclass type, jint kind)
{
    const intptr_t all[] = {
        (intptr_t)read_fn,        (intptr_t)read_at_fn,
        (intptr_t)write_fn,       (intptr_t)write_at_fn,
        (intptr_t)finish_fn,      (intptr_t)progress_fn,
        (intptr_t)unlock_fn,      (intptr_t)pin_fn,
        (intptr_t)anchor_read_fn, (intptr_t)anchor_write_fn,
        (intptr_t)fetch_fn,       (intptr_t)submit_fn,
        (intptr_t)clock_fn,
    };

    (void)env;
    (void)type;
    return kind >= 0 && (size_t)kind < sizeof all / sizeof all[0]
               ? (jlong)all[kind]
               : 0;
}

/* Run a job that was submitted, on a thread of Java's. */
JNIEXPORT void JNICALL
Java_mohur_Memory_runJob(JNIEnv *env, jclass type, jlong run, jlong job)
{
    (void)env;
    (void)type;
    ((mohur_job_fn *)(intptr_t)run)((void *)(intptr_t)job);
}
