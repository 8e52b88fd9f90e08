/* Users and groups by the server's /etc: libc opens these files past every function here. */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Finds the first entry for which same holds. Returns 0 with NULL in *found if there is none. */
#define FIND(type, file, next, entry, buffer, size, found, same)                                                       \
    FILE *entries = fopen(file, "re");                                                                                 \
    int failed = entries == NULL ? errno : 0;                                                                          \
    *found = NULL;                                                                                                     \
    while (failed == 0) {                                                                                              \
        type *read;                                                                                                    \
        failed = next(entries, entry, buffer, size, &read);                                                            \
        if (failed == 0 && (same)) {                                                                                   \
            *found = entry;                                                                                            \
            break;                                                                                                     \
        }                                                                                                              \
    }                                                                                                                  \
    if (entries != NULL)                                                                                               \
        fclose(entries);                                                                                               \
    return failed == ENOENT ? 0 : failed

#define PASSWD "/etc/passwd"
#define GROUP "/etc/group"

EXPORT int getpwnam_r(const char *restrict name, struct passwd *restrict entry, char *restrict buffer, size_t size,
                      struct passwd **restrict found) {
    if (!remote_is_used())
        return NEXT(getpwnam_r)(name, entry, buffer, size, found);
    FIND(struct passwd, PASSWD, fgetpwent_r, entry, buffer, size, found, strcmp(entry->pw_name, name) == 0);
}

EXPORT int getpwuid_r(uid_t user, struct passwd *restrict entry, char *restrict buffer, size_t size,
                      struct passwd **restrict found) {
    if (!remote_is_used())
        return NEXT(getpwuid_r)(user, entry, buffer, size, found);
    FIND(struct passwd, PASSWD, fgetpwent_r, entry, buffer, size, found, entry->pw_uid == user);
}

EXPORT int getgrnam_r(const char *restrict name, struct group *restrict entry, char *restrict buffer, size_t size,
                      struct group **restrict found) {
    if (!remote_is_used())
        return NEXT(getgrnam_r)(name, entry, buffer, size, found);
    FIND(struct group, GROUP, fgetgrent_r, entry, buffer, size, found, strcmp(entry->gr_name, name) == 0);
}

EXPORT int getgrgid_r(gid_t group, struct group *restrict entry, char *restrict buffer, size_t size,
                      struct group **restrict found) {
    if (!remote_is_used())
        return NEXT(getgrgid_r)(group, entry, buffer, size, found);
    FIND(struct group, GROUP, fgetgrent_r, entry, buffer, size, found, entry->gr_gid == group);
}

/* The forms that keep their answer until the next call. */
#define KEPT(name, type, parameter)                                                                                    \
    static type entry;                                                                                                 \
    static char text[16384];                                                                                           \
    type *found;                                                                                                       \
    int failed;                                                                                                        \
    if (!remote_is_used())                                                                                             \
        return NEXT(name)(parameter);                                                                                  \
    if ((failed = name##_r(parameter, &entry, text, sizeof text, &found)) != 0)                                        \
        errno = failed;                                                                                                \
    return found

EXPORT struct passwd *getpwnam(const char *name) { KEPT(getpwnam, struct passwd, name); }

EXPORT struct passwd *getpwuid(uid_t user) { KEPT(getpwuid, struct passwd, user); }

EXPORT struct group *getgrnam(const char *name) { KEPT(getgrnam, struct group, name); }

EXPORT struct group *getgrgid(gid_t group) { KEPT(getgrgid, struct group, group); }

static FILE *all_users;

EXPORT void setpwent(void) {
    if (!remote_is_used())
        NEXT(setpwent)();
    else if (all_users != NULL)
        rewind(all_users);
}

EXPORT void endpwent(void) {
    if (!remote_is_used()) {
        NEXT(endpwent)();
    } else if (all_users != NULL) {
        fclose(all_users);
        all_users = NULL;
    }
}

EXPORT struct passwd *getpwent(void) {
    if (!remote_is_used())
        return NEXT(getpwent)();
    if (all_users == NULL)
        all_users = fopen(PASSWD, "re");
    return all_users == NULL ? NULL : fgetpwent(all_users);
}
