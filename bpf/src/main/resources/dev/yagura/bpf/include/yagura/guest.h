/*
 * yagura/guest.h: facts about the guest.
 */
#ifndef YAGURA_GUEST_H
#define YAGURA_GUEST_H

enum yagura_fact {
	GUEST_VERSION = 1,  /* KERNEL_VERSION(6, 12) of 6.12.48 */
	GUEST_PAGE_LEVELS,  /* 4 or 5 levels of page tables */
	GUEST_PAGE_TABLES,  /* physical address of the kernel's page tables */
	GUEST_TEXT,         /* _stext, where the kernel's code begins */
	GUEST_NANOSECONDS,  /* the scan's clock, since 1970 */
};

static unsigned long (*const current_guest)(enum yagura_fact fact) = (void *)1060;

/* Copies the release, as uname -r prints it. Returns its length. */
static long (*const guest_release)(char *buffer, unsigned long size) = (void *)1061;

/* Where layouts do not tell kernels apart: guest_is_at_least(6, 4). Ask field_exists() instead where they do. */
#define KERNEL_VERSION(major, minor) ((unsigned long)(major) << 16 | (minor))
#define guest_is_at_least(major, minor) (current_guest(GUEST_VERSION) >= KERNEL_VERSION(major, minor))

#endif
