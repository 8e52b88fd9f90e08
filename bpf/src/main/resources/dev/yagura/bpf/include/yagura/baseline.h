/*
 * yagura/baseline.h: values that a module keeps of a look that is trusted, to compare later looks with.
 *
 * A module has no memory of its own from one look to the next. What it keeps goes into the baseline of a VM, a file of the
 * user's, when that is recorded, and comes back with every scan that is given the file:
 *
 *	yagura baseline VM --write web.jsonl --module x.o
 *	yagura scan VM --baseline web.jsonl --module x.o
 *
 * Each module has values of its own, by its id; each VM has a file of its own. A module does both in one go: it keeps what
 * it sees, and compares it with what was kept. Only the recording listens to the first.
 *
 *	MODULE_HAS_BASELINE
 *
 *	baseline_keep("handler", &handler, sizeof(handler));
 *	switch (baseline_value("handler", &before, sizeof(before))) {
 *	case NO_BASELINE: break;            // nothing to compare with
 *	case NO_VALUE: …                    // it was not there then
 *	default: if (before != handler) …   // it has changed
 *	}
 *
 * Addresses change with every start of the guest (KASLR): keep names, distances and digests rather than pointers.
 */
#ifndef YAGURA_BASELINE_H
#define YAGURA_BASELINE_H

#include <yagura/module.h>
#include <yagura/types.h>

#define MODULE_HAS_BASELINE __MODULE_INFO(needs, "baseline");

/* This look has no baseline, or this module was not run when it was recorded. */
#define NO_BASELINE (-1L)
/* Nothing was kept under this key, or there are no more keys. */
#define NO_VALUE (-2L)

/* Copies what was kept under a key; what does not fit is cut. Returns its whole length, NO_BASELINE or NO_VALUE. */
static long (*const baseline_value)(const char *key, void *to, unsigned long size) = (void *)1080;

/*
 * Keeps a value, if a baseline is being recorded. Keys have 1 to 256 bytes, values up to 4096; 65,536 of them and 4 MiB in all.
 * A key has one value: a second one ends the module.
 */
static long (*const baseline_keep)(const char *key, const void *value, unsigned long size) = (void *)1081;

/* Copies the key with a number: 0, 1, … ascending by key. Returns its length, NO_BASELINE, or NO_VALUE behind the last. */
static long (*const baseline_key)(unsigned long index, char *key, unsigned long size) = (void *)1082;

#endif
