/*
 * yagura/memory.h: reads that may fail, strings, hashes, symbols, and whose an address is.
 */
#ifndef YAGURA_MEMORY_H
#define YAGURA_MEMORY_H

#include <yagura/types.h>

struct page;

/* What reads return when the guest has no page there. */
#define NO_PAGE (-14L)

/* Copies bytes of the guest's kernel. Returns 0, or NO_PAGE, and then nothing is copied. */
static long (*const read_guest)(void *to, unsigned long size, const void *from) = (void *)1030;

/*
 * Copies a string of the guest's kernel, with a zero at its end; what does not fit is cut. Returns its length, or NO_PAGE
 * and then the buffer holds an empty string.
 */
static long (*const read_guest_string)(char *to, unsigned long size, const void *from) = (void *)1031;

/* The same for the memory of a process. A page that is swapped out, or was never touched, is not there. */
static long (*const read_user)(const struct mm_struct *mm, void *to, unsigned long size, unsigned long from) =
	(void *)1032;
static long (*const read_user_string)(const struct mm_struct *mm, char *to, unsigned long size, unsigned long from) =
	(void *)1033;

/* Copies bytes of the guest's memory by their physical address. Returns 0, or NO_PAGE where it has no memory. */
static long (*const read_physical)(void *to, unsigned long size, unsigned long address) = (void *)1036;

/* Copies the 4096 bytes of the page that a struct page stands for: read_page(buffer, page). Returns 0, or NO_PAGE. */
static long (*const read_page)(void *to, const struct page *page) = (void *)1037;

/* SHA-256 of up to 1 MiB of the guest's kernel memory or of one's own. Returns 0, or NO_PAGE. */
static long (*const sha256)(unsigned char digest[32], const void *from, unsigned long size) = (void *)1034;

/*
 * Path of a file, as d_path() makes it: d_path(&file->f_path, buffer, sizeof(buffer)). Of pipes, sockets and the like it is
 * what /proc/PID/fd says. Returns its length, or -1 if the guest's structures make no path.
 */
static long (*const d_path)(const struct path *path, char *buffer, unsigned long size) = (void *)1035;

/* Address of a symbol by a name made at run time; 0 if there is none. Known names are better declared: __ksym. */
static unsigned long (*const symbol)(const char *name) = (void *)1040;

/*
 * Writes the symbol at or before an address and the distance, "vfs_unlink+0x4", of a module's "fn+0x10 [tun]". Returns the
 * length; 0 where no symbol is known.
 */
static long (*const __yg_symbol_name)(char *buffer, unsigned long size, unsigned long address) = (void *)1041;
#define symbol_name(buffer, address) __yg_symbol_name(buffer, sizeof(buffer), (unsigned long)(address))

/* Whose an address is: the kernel image (code or data), a module that the kernel lists, or nobody known. */
enum yagura_owner { OWNER_UNKNOWN, OWNER_KERNEL, OWNER_MODULE };
static long (*const __yg_owner)(unsigned long address) = (void *)1042;
#define owner_of(address) ((enum yagura_owner)__yg_owner((unsigned long)(address)))

/* Whether an address lies in the kernel image's own code. */
static long (*const __yg_in_kernel_text)(unsigned long address) = (void *)1043;
#define in_kernel_text(address) (__yg_in_kernel_text((unsigned long)(address)) != 0)

/* Writes the owner's name: "kernel", the module's name, or "unknown". */
static long (*const __yg_owner_name)(char *buffer, unsigned long size, unsigned long address) = (void *)1044;
#define owner_name(buffer, address) __yg_owner_name(buffer, sizeof(buffer), (unsigned long)(address))

/*
 * Strings and bytes, the guest's or one's own. A string of the guest may have no end: these stop at the limits that they
 * are given, or at STRING_LIMIT.
 */
#define STRING_LIMIT 4096

static inline unsigned long strnlen(const char *s, unsigned long limit)
{
	unsigned long n = 0;

	while (n < limit && s[n])
		n++;
	return n;
}

static inline unsigned long strlen(const char *s)
{
	return strnlen(s, STRING_LIMIT);
}

static inline int strncmp(const char *a, const char *b, unsigned long limit)
{
	unsigned long i;

	for (i = 0; i < limit; i++) {
		unsigned char x = a[i], y = b[i];

		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			break;
	}
	return 0;
}

static inline int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, STRING_LIMIT);
}

static inline int starts_with(const char *s, const char *prefix)
{
	unsigned long i;

	for (i = 0; i < STRING_LIMIT && prefix[i]; i++)
		if (s[i] != prefix[i])
			return 0;
	return 1;
}

/* Whether one string is in another. */
static inline int contains(const char *s, const char *part)
{
	unsigned long i;

	for (i = 0; i < STRING_LIMIT; i++) {
		if (starts_with(s + i, part))
			return 1;
		if (!s[i])
			break;
	}
	return 0;
}

static inline int memcmp(const void *a, const void *b, unsigned long size)
{
	const unsigned char *x = a, *y = b;
	unsigned long i;

	for (i = 0; i < size; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static inline void *memset(void *to, int value, unsigned long size)
{
	unsigned char *bytes = to;
	unsigned long i;

	for (i = 0; i < size; i++)
		bytes[i] = value;
	return to;
}

static inline void *memcpy(void *to, const void *from, unsigned long size)
{
	unsigned char *bytes = to;
	unsigned long i;

	for (i = 0; i < size; i++)
		bytes[i] = ((const unsigned char *)from)[i];
	return to;
}

/* Numbers as the network has them. */
static inline unsigned short ntohs(unsigned short x)
{
	return __builtin_bswap16(x);
}

static inline unsigned int ntohl(unsigned int x)
{
	return __builtin_bswap32(x);
}

#endif
