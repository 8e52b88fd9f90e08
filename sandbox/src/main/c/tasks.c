/* Which numbers the guest has tasks for, once a program has asked for so many that a list is cheaper. */
#define _GNU_SOURCE
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Its first line is how many numbers follow. A folder that somebody else made has none. */
#define NUMBERS "/proc/.yagura-tasks"

/* Is in every procfs. Of a VM whose memory is not read there is none: it has no tasks, and nobody need be asked for them. */
#define PROCFS "/proc/version"

/* PID_MAX_LIMIT of linux/threads.h. */
#define MAX_NUMBER (4 * 1024 * 1024L)

/* A list of processes asks for fewer. */
#define QUESTIONS 256

static enum { UNKNOWN, KNOWN, NOT_TOLD } state;
static uint64_t numbers[MAX_NUMBER / 64];

static void add(long number) {
    if (number >= 0 && number < MAX_NUMBER)
        numbers[number / 64] |= UINT64_C(1) << number % 64;
}

/* Reads lines of digits; returns whether there are as many as the first of them says. */
static bool read_numbers(int file) {
    char text[4096];
    long number = 0, expected = -1, count = 0;
    ssize_t bytes;
    while ((bytes = syscall(SYS_read, file, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < bytes; i++) {
            if (text[i] >= '0' && text[i] <= '9' && number <= MAX_NUMBER) {
                number = number * 10 + (text[i] - '0');
                continue;
            }
            if (text[i] != '\n')
                return false;
            if (expected < 0) {
                expected = number;
            } else {
                add(number);
                count++;
            }
            number = 0;
        }
    return bytes == 0 && number == 0 && count == expected;
}

static bool has_procfs(void) {
    int file = open_guest_file(PROCFS);
    if (file < 0)
        return errno != ENOENT;
    syscall(SYS_close, file);
    return true;
}

static void learn(void) {
    int before = errno;
    int file = open_guest_file(NUMBERS);
    if (file < 0)
        state = errno == ENOENT && !has_procfs() ? KNOWN : NOT_TOLD;
    else
        state = read_numbers(file) ? KNOWN : NOT_TOLD;
    if (file >= 0)
        syscall(SYS_close, file);
    errno = before;
}

bool guest_lacks(long number) {
    static int questions;
    if (state == UNKNOWN && ++questions > QUESTIONS)
        learn();
    return state == KNOWN && number > 0 && number < MAX_NUMBER && (numbers[number / 64] >> number % 64 & 1) == 0;
}
