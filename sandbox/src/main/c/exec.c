/*
 * Programs are run from the tools tree, whatever path they are called by: /bin/ps is read as the guest's and run as ours.
 * A path that the tools tree has no program for stays as it is, and the kernel refuses it: the guest's files are mounted noexec.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <alloca.h>
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* Where programs are called by; one of another folder may be the tools tree's of the same name. */
static const char *const PROGRAM_FOLDERS[] = {
    "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/",
};
static const char *const TOOL_FOLDERS[] = {TOOLS "/usr/bin/", TOOLS "/usr/sbin/"};

#define STATIC_SUFFIX "-static"

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

/* Looks for a program of the tools tree by its name alone. */
static bool find_tool(const char *name, size_t length, char *buffer) {
    char whole[NAME_MAX + 1];
    if (length >= sizeof whole)
        return false;
    memcpy(whole, name, length);
    whole[length] = '\0';
    for (size_t i = 0; i < COUNT(TOOL_FOLDERS); i++)
        if (join(buffer, TOOL_FOLDERS[i], whole) && runs(buffer))
            return true;
    return false;
}

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
            if (strncmp(path, PROGRAM_FOLDERS[i], length) == 0 && path + length == name &&
                find_tool(name, strlen(name), buffer))
                found = buffer;
        }
    }
    errno = before;
    return found;
}

/* Whether a file is a program that no loader is asked for, so that this library is not in it. */
static bool is_static(const char *path) {
    Elf64_Ehdr header;
    Elf64_Phdr part;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    bool program = file >= 0 && syscall(SYS_pread64, file, &header, sizeof header, 0) == sizeof header &&
                   memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
    bool loaded = false;
    for (off_t i = 0; program && !loaded && i < header.e_phnum; i++) {
        off_t place = (off_t)header.e_phoff + i * header.e_phentsize;
        loaded = syscall(SYS_pread64, file, &part, sizeof part, place) == sizeof part && part.p_type == PT_INTERP;
    }
    if (file >= 0)
        syscall(SYS_close, file);
    return program && !loaded;
}

/*
 * Chooses what to run for a path; NULL, and errno, if it must not be run. By a server alone (remote.h) a program that is linked
 * statically would see this system's files and call them the guest's: for NAME-static the tools' NAME is run, others are not.
 */
static const char *program_for(const char *path, char *absolute, char *buffer) {
    const char *local;
    int before = errno;
    bool remote = is_remote(AT_FDCWD, path, absolute, &local);
    const char *tool = tool_for(remote ? absolute : path, buffer);
    if (remote && tool == absolute) {
        struct stat status;
        if (remote_stat(absolute, true, &status) == 0)
            errno = EACCES; /* the guest's */
        return NULL;
    }
    if (!remote_is_used() || !is_static(tool)) {
        errno = before;
        return tool;
    }
    const char *slash = strrchr(tool, '/'), *name = slash == NULL ? tool : slash + 1;
    size_t length = strlen(name), suffix = strlen(STATIC_SUFFIX);
    if (length > suffix && strcmp(name + length - suffix, STATIC_SUFFIX) == 0) {
        char program[PATH_MAX];
        if (find_tool(name, length - suffix, program) && !is_static(program)) {
            errno = before;
            return strcpy(buffer, program);
        }
    }
    errno = ENOTSUP;
    return NULL;
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
    ENVIRONMENT(envp, given);
    const char *tool = program_for(path, absolute, buffer);
    if (tool == NULL)
        return -1;
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
    ENVIRONMENT(envp, given);
    const char *tool = program_for(path, absolute, buffer);
    return tool == NULL ? errno : NEXT(posix_spawn)(pid, tool, actions, attributes, argv, envp);
}

EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                        const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
    char path[PATH_MAX];
    if (strchr(file, '/') != NULL)
        return posix_spawn(pid, file, actions, attributes, argv, envp);
    if (!find_tool(file, strlen(file), path))
        return ENOENT;
    return posix_spawn(pid, path, actions, attributes, argv, envp);
}
