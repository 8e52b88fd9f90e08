/*
 * Programs are run from the tools tree, whatever path they are called by: /bin/ps is read as the guest's and run as ours.
 * A path that the tools tree has no program for stays as it is, and the kernel refuses it: the guest's files are mounted noexec.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

extern char **environ;

/* Where programs are called by; one of another folder may be the tools tree's of the same name. */
static const char *const PROGRAM_FOLDERS[] = {
    "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/",
};
static const char *const TOOL_FOLDERS[] = {TOOLS "/usr/bin/", TOOLS "/usr/sbin/"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void *next_symbol(const char *name) { return dlsym(RTLD_NEXT, name); }

static bool join(char *buffer, const char *before, const char *after) {
    size_t first = strlen(before), second = strlen(after);
    if (first + second >= PATH_MAX)
        return false;
    memcpy(buffer, before, first);
    memcpy(buffer + first, after, second + 1);
    return true;
}

/* Asks the kernel, not libc: these are called between vfork and exec, where nothing may be resolved. */
static bool runs(const char *path) { return syscall(SYS_faccessat, AT_FDCWD, path, X_OK) == 0; }

const char *tool_for(const char *path, char *buffer) {
    int before = errno;
    const char *found = path;
    if (path[0] != '/' || strncmp(path, TOOLS "/", sizeof TOOLS) == 0)
        return path;
    if (join(buffer, TOOLS, path) && runs(buffer)) {
        found = buffer;
    } else {
        const char *name = strrchr(path, '/') + 1;
        for (size_t i = 0; i < COUNT(PROGRAM_FOLDERS) && found == path; i++) {
            size_t length = strlen(PROGRAM_FOLDERS[i]);
            if (strncmp(path, PROGRAM_FOLDERS[i], length) != 0 || path + length != name)
                continue;
            for (size_t j = 0; j < COUNT(TOOL_FOLDERS) && found == path; j++)
                if (join(buffer, TOOL_FOLDERS[j], name) && runs(buffer))
                    found = buffer;
        }
    }
    errno = before;
    return found;
}

/* Room for what environment() adds. */
#define MORE_VARIABLES 3

static size_t count_of(char *const words[]) {
    size_t count = 0;
    while (words != NULL && words[count] != NULL) /* Linux takes no words at all for none */
        count++;
    return count;
}

/* Fills an environment in which the server and the folder are, whatever a program has left of its own. */
static char *const *environment(char *const envp[], const char **filled, char *server, char *folder) {
    const char *path = current_folder();
    size_t count = 0;
    if (path == NULL)
        return envp;
    for (size_t i = 0, given = count_of(envp); i < given; i++)
        if (strncmp(envp[i], SOCKET_VARIABLE "=", sizeof SOCKET_VARIABLE) != 0 &&
            strncmp(envp[i], FOLDER_VARIABLE "=", sizeof FOLDER_VARIABLE) != 0)
            filled[count++] = envp[i];
    if (join(server, SOCKET_VARIABLE "=", remote_socket()))
        filled[count++] = server;
    if (join(folder, FOLDER_VARIABLE "=", path))
        filled[count++] = folder;
    filled[count] = NULL;
    return (char *const *)filled;
}

/* The environment to start a program with, in the caller's frame. */
#define ENVIRONMENT(name, envp)                                                                                        \
    const char *name##_filled[remote_is_used() ? count_of(envp) + MORE_VARIABLES : 1];                                 \
    char name##_server[PATH_MAX], name##_folder[PATH_MAX];                                                             \
    char *const *name = environment(envp, name##_filled, name##_server, name##_folder)

static int run(const char *path, char *const argv[], char *const given[]) {
    char buffer[PATH_MAX], absolute[PATH_MAX];
    const char *local;
    ENVIRONMENT(envp, given);
    bool remote = is_remote(AT_FDCWD, path, absolute, &local);
    const char *tool = tool_for(remote ? absolute : path, buffer);
    if (remote && tool == absolute) {
        struct stat status;
        if (remote_stat(absolute, true, &status) == 0)
            errno = EACCES; /* the guest's */
        return -1;
    }
    syscall(SYS_execve, tool, argv, envp);
    if (errno != ENOEXEC || tool == path)
        return -1;
    /* A script without a first line. A shell that runs it by its guest's name would read the guest's file. */
    size_t count = count_of(argv);
    const char **shell = alloca((count + 3) * sizeof *shell);
    shell[0] = "sh";
    shell[1] = tool;
    for (size_t i = 1; i <= count; i++)
        shell[i + 1] = argv[i];
    shell[count + 1] = NULL;
    return (int)syscall(SYS_execve, TOOLS_SHELL, shell, envp);
}

/* As execvp: every folder of PATH, past those that cannot be run. The first refusal is what is reported. */
static int run_from_path(const char *file, char *const argv[], char *const envp[]) {
    if (strchr(file, '/') != NULL)
        return run(file, argv, envp);
    const char *folders = getenv("PATH");
    if (folders == NULL)
        folders = "/bin:/usr/bin";
    bool refused = false;
    for (const char *folder = folders; *file != '\0';) {
        size_t length = strcspn(folder, ":");
        char path[PATH_MAX];
        if (length + strlen(file) + 2 <= sizeof path) {
            memcpy(path, folder, length);
            path[length] = '/';
            strcpy(path + length + (length > 0), file);
            run(path, argv, envp);
            if (errno == EACCES)
                refused = true;
            else if (errno != ENOENT && errno != ENOTDIR)
                return -1;
        }
        if (folder[length] == '\0')
            break;
        folder += length + 1;
    }
    errno = refused ? EACCES : ENOENT;
    return -1;
}

EXPORT int execve(const char *path, char *const argv[], char *const envp[]) { return run(path, argv, envp); }

EXPORT int execv(const char *path, char *const argv[]) { return run(path, argv, environ); }

EXPORT int execvp(const char *file, char *const argv[]) { return run_from_path(file, argv, environ); }

EXPORT int execvpe(const char *file, char *const argv[], char *const envp[]) {
    return run_from_path(file, argv, envp);
}

/* Gathers the arguments of execl, execlp and execle; environment points behind their end. */
#define GATHER(argv, environment, first)                                                                               \
    va_list list;                                                                                                      \
    size_t count = 1;                                                                                                  \
    va_start(list, first);                                                                                             \
    while (va_arg(list, const char *) != NULL)                                                                         \
        count++;                                                                                                       \
    va_end(list);                                                                                                      \
    char **argv = alloca((count + 1) * sizeof *argv);                                                                  \
    argv[0] = (char *)(first);                                                                                         \
    va_start(list, first);                                                                                             \
    for (size_t i = 1; i <= count; i++)                                                                                \
        argv[i] = va_arg(list, char *);                                                                                \
    environment;                                                                                                       \
    va_end(list)

EXPORT int execl(const char *path, const char *first, ...) {
    GATHER(argv, (void)0, first);
    return run(path, argv, environ);
}

EXPORT int execlp(const char *file, const char *first, ...) {
    GATHER(argv, (void)0, first);
    return run_from_path(file, argv, environ);
}

EXPORT int execle(const char *path, const char *first, ...) {
    char *const *envp;
    GATHER(argv, envp = va_arg(list, char *const *), first);
    return run(path, argv, envp);
}

EXPORT int execveat(int folder, const char *path, char *const argv[], char *const envp[], int flags) {
    char buffer[PATH_MAX];
    if (folder == AT_FDCWD && flags == 0)
        return run(path, argv, envp);
    return (int)syscall(SYS_execveat, folder, tool_for(path, buffer), argv, envp, flags);
}

EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const argv[], char *const given[]) {
    char buffer[PATH_MAX], absolute[PATH_MAX];
    const char *local;
    ENVIRONMENT(envp, given);
    if (is_remote(AT_FDCWD, path, absolute, &local)) {
        const char *tool = tool_for(absolute, buffer);
        return tool == absolute ? EACCES : NEXT(posix_spawn)(pid, tool, actions, attributes, argv, envp);
    }
    return NEXT(posix_spawn)(pid, tool_for(path, buffer), actions, attributes, argv, envp);
}

EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
    char path[PATH_MAX];
    if (strchr(file, '/') != NULL)
        return posix_spawn(pid, file, actions, attributes, argv, envp);
    for (size_t i = 0; i < COUNT(TOOL_FOLDERS); i++)
        if (join(path, TOOL_FOLDERS[i], file) && runs(path))
            return posix_spawn(pid, path, actions, attributes, argv, envp);
    return ENOENT;
}

/* libc's own system() and popen() call the shell past every function above. */
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
} pipes[64];
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
    while (place < COUNT(pipes) && pipes[place].stream != NULL)
        place++;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs, reads ? STDOUT_FILENO : STDIN_FILENO);
    for (size_t i = 0; i < COUNT(pipes); i++) /* POSIX: streams of earlier calls are closed in the child */
        if (pipes[i].stream != NULL)
            posix_spawn_file_actions_addclose(&actions, fileno(pipes[i].stream));
    int failed = place == COUNT(pipes) ? EMFILE
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
    for (size_t i = 0; i < COUNT(pipes); i++)
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
