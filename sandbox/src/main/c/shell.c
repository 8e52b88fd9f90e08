/* system() and popen(): libc's own call the shell past every function of exec.c. */
#define _GNU_SOURCE
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PIPES 64

extern char **environ;

EXPORT int system(const char *command) {
    if (command == NULL)
        return 1;
    char *argv[] = {"sh", "-c", (char *)command, NULL};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t child, mask;
    int status = -1;
    pid_t pid;

    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &child, &mask);

    posix_spawnattr_t attributes;
    sigset_t restored;
    sigemptyset(&restored);
    if (interrupt.sa_handler != SIG_IGN)
        sigaddset(&restored, SIGINT);
    if (quit.sa_handler != SIG_IGN)
        sigaddset(&restored, SIGQUIT);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setsigdefault(&attributes, &restored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int failed = posix_spawn(&pid, TOOLS_SHELL, NULL, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    if (failed == 0)
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
    else
        status = 127 << 8;

    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return status;
}

/* Commands that popen() started and pclose() has not ended. */
static struct {
    FILE *stream;
    pid_t pid;
} pipes[MAX_PIPES];
static pthread_mutex_t pipes_lock = PTHREAD_MUTEX_INITIALIZER;

EXPORT FILE *popen(const char *command, const char *mode) {
    bool reads = strchr(mode, 'r') != NULL;
    if (reads == (strchr(mode, 'w') != NULL)) {
        errno = EINVAL;
        return NULL;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return NULL;
    int ours = ends[reads ? 0 : 1], theirs = ends[reads ? 1 : 0];
    char *argv[] = {"sh", "-c", (char *)command, NULL};
    posix_spawn_file_actions_t actions;
    FILE *stream = NULL;
    pid_t pid = -1;
    size_t place = 0;

    pthread_mutex_lock(&pipes_lock);
    while (place < MAX_PIPES && pipes[place].stream != NULL)
        place++;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs, reads ? STDOUT_FILENO : STDIN_FILENO);
    for (size_t i = 0; i < MAX_PIPES; i++) /* POSIX: streams of earlier calls are closed in the child */
        if (pipes[i].stream != NULL)
            posix_spawn_file_actions_addclose(&actions, fileno(pipes[i].stream));
    int failed = place == MAX_PIPES ? EMFILE
                                       : posix_spawn(&pid, TOOLS_SHELL, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == 0 && (stream = fdopen(ours, reads ? "r" : "w")) != NULL) {
        if (strchr(mode, 'e') == NULL)
            fcntl(ours, F_SETFD, 0);
        pipes[place].stream = stream;
        pipes[place].pid = pid;
    }
    pthread_mutex_unlock(&pipes_lock);
    close(theirs);
    if (stream == NULL) {
        close(ours);
        errno = failed;
    }
    return stream;
}

EXPORT int pclose(FILE *stream) {
    pid_t pid = -1;
    int status;
    pthread_mutex_lock(&pipes_lock);
    for (size_t i = 0; i < MAX_PIPES; i++)
        if (pipes[i].stream == stream) {
            pid = pipes[i].pid;
            pipes[i].stream = NULL;
        }
    pthread_mutex_unlock(&pipes_lock);
    fclose(stream);
    if (pid < 0) {
        errno = ECHILD;
        return -1;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}
