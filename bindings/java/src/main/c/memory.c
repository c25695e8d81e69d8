/* SPDX-License-Identifier: Apache-2.0 */
#include <jni.h>
#include <stdint.h>
#include <string.h>

/*
 * Bytes between Java's memory and the library's.  Addresses are jlong; who
 * calls has checked the bounds.
 */

static void *
at(jlong address)
{
    return (void *)(intptr_t)address;
}

JNIEXPORT jlong JNICALL
Java_mohur_Memory_address(JNIEnv *env, jclass type, jobject buffer)
{
    (void)type;
    return (jlong)(intptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

JNIEXPORT jobject JNICALL
Java_mohur_Memory_view(JNIEnv *env, jclass type, jlong address, jlong len)
{
    (void)type;
    return (*env)->NewDirectByteBuffer(env, at(address), len);
}

JNIEXPORT void JNICALL
Java_mohur_Memory_copyIn(JNIEnv *env,
                         jclass type,
                         jbyteArray data,
                         jint offset,
                         jint len,
                         jlong address)
{
    (void)type;
    (*env)->GetByteArrayRegion(env, data, offset, len, at(address));
}

JNIEXPORT void JNICALL
Java_mohur_Memory_copyOut(JNIEnv *env,
                          jclass type,
                          jlong address,
                          jbyteArray out,
                          jint offset,
                          jint len)
{
    (void)type;
    (*env)->SetByteArrayRegion(env, out, offset, len, at(address));
}

/* The compiler is told that somebody looks, so that it does not leave the
 * zeros out. */
JNIEXPORT void JNICALL
Java_mohur_Memory_wipe(JNIEnv *env, jclass type, jlong address, jlong len)
{
    (void)env;
    (void)type;
    memset(at(address), 0, (size_t)len);
    __asm__ __volatile__("" : : "r"(at(address)) : "memory");
}

JNIEXPORT jlong JNICALL
Java_mohur_Memory_strlen(JNIEnv *env, jclass type, jlong address)
{
    (void)env;
    (void)type;
    return (jlong)strlen(at(address));
}
