/*
 * yagura/module.h: what a detector says.
 */
#ifndef YAGURA_MODULE_H
#define YAGURA_MODULE_H

#include <yagura/types.h>

/*
 * What the detector is. The id is required: lower case, dotted, for ever; it is the rule of the findings, and what
 * `--only` and `--skip` take. The severity is that of the findings: "info", "warning" or "critical"; without one, "warning".
 *
 *	MODULE_ID("example.process.impostor");
 *	MODULE_TITLE("program that poses as a kernel thread");
 *	MODULE_SEVERITY("warning");
 *	MODULE_TECHNIQUE("T1036.004");
 *	MODULE_DESCRIPTION("what is compared, what evades it, what benign things look alike");
 *	MODULE_NEXT_STEP("what the user of a finding does next");
 */
#define MODULE_ID(text) __MODULE_INFO(id, text)
#define MODULE_TITLE(text) __MODULE_INFO(title, text)
#define MODULE_SEVERITY(text) __MODULE_INFO(severity, text)
#define MODULE_TECHNIQUE(text) __MODULE_INFO(technique, text)
#define MODULE_DESCRIPTION(text) __MODULE_INFO(description, text)
#define MODULE_NEXT_STEP(text) __MODULE_INFO(next_step, text)

/*
 * A parameter that `yagura module run … -p NAME=VALUE` may set. In the program it is
 *
 *	MODULE_PARAMETER("threshold", "how many are too many");
 *	long threshold = parameter_number("threshold", 100);
 */
#define MODULE_PARAMETER(name, meaning) __MODULE_INFO(parameter, name ":" meaning)

#define __YG_JOIN2(a, b) a##b
#define __YG_JOIN(a, b) __YG_JOIN2(a, b)
#define __MODULE_INFO(key, text) \
	static const char __YG_JOIN(__module_info_, __COUNTER__)[] __attribute__((section(".modinfo"), used)) = #key "=" text

/* The detector itself; every module defines it. It is called once for each look at the guest. */
void detect(void);

/* Texts with values in them, at most twelve. %d %i %u %x %X %o with l, ll, h, hh, z; %s %c %p %%; %pS is a symbol. */
#define __YG_PICK(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, n, ...) n
#define __YG_COUNT(...) __YG_PICK(_, ##__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
/* By way of a variable: the address of a member, in a list of constants, would not be adapted. */
#define __YG_U64(x) ({ unsigned long long __value = (unsigned long long)(x); __value; })
#define __YG_U64_0()
#define __YG_U64_1(a) __YG_U64(a),
#define __YG_U64_2(a, ...) __YG_U64(a), __YG_U64_1(__VA_ARGS__)
#define __YG_U64_3(a, ...) __YG_U64(a), __YG_U64_2(__VA_ARGS__)
#define __YG_U64_4(a, ...) __YG_U64(a), __YG_U64_3(__VA_ARGS__)
#define __YG_U64_5(a, ...) __YG_U64(a), __YG_U64_4(__VA_ARGS__)
#define __YG_U64_6(a, ...) __YG_U64(a), __YG_U64_5(__VA_ARGS__)
#define __YG_U64_7(a, ...) __YG_U64(a), __YG_U64_6(__VA_ARGS__)
#define __YG_U64_8(a, ...) __YG_U64(a), __YG_U64_7(__VA_ARGS__)
#define __YG_U64_9(a, ...) __YG_U64(a), __YG_U64_8(__VA_ARGS__)
#define __YG_U64_10(a, ...) __YG_U64(a), __YG_U64_9(__VA_ARGS__)
#define __YG_U64_11(a, ...) __YG_U64(a), __YG_U64_10(__VA_ARGS__)
#define __YG_U64_12(a, ...) __YG_U64(a), __YG_U64_11(__VA_ARGS__)
#define __YG_VALUES(...) \
	{ __YG_JOIN(__YG_U64_, __YG_COUNT(__VA_ARGS__))(__VA_ARGS__) 0 }

/* How sure a finding is; severity says what it would mean. */
enum yagura_confidence { CONFIDENCE_LOW = 1, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };
enum yagura_severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_CRITICAL };

static long (*const __yg_report)(int how, const char *subject, const char *format, const void *values, int count) =
	(void *)1000;

/*
 * report(CONFIDENCE_HIGH, subject, "task %d (%s) is hidden", task->tgid, task->comm): a finding, with the evidence given
 * since the last one; without any it is refused.
 *
 * The subject names the thing found, as another look at the same running guest would name it (an address, a number and a
 * name): two looks that show the same subject confirm it, and allow-lists go by it. text() makes one.
 */
#define report(confidence, subject, format, ...) report_as(0, confidence, subject, format, ##__VA_ARGS__)

/* The same with a severity that is not the module's own. */
#define report_as(severity, confidence, subject, format, ...) ({ \
	const unsigned long long __values[] = __YG_VALUES(__VA_ARGS__); \
	__yg_report((severity) << 8 | (confidence), subject, format, __values, __YG_COUNT(__VA_ARGS__)); \
})

static long (*const __yg_text)(char *buffer, unsigned long size, const char *format, const void *values, int count) =
	(void *)1001;

/* text(buffer, "task %d (%s)", task->tgid, task->comm): writes into an array; what is too long is cut. Returns the length. */
#define text(buffer, format, ...) ({ \
	const unsigned long long __values[] = __YG_VALUES(__VA_ARGS__); \
	__yg_text(buffer, sizeof(buffer), format, __values, __YG_COUNT(__VA_ARGS__)); \
})

/*
 * Evidence for the finding that is reported next: facts by which a person checks it by hand.
 *
 * evidence_pointer("sys_call_table[59]", slot, *slot, "__x64_sys_execve"): a pointer leads where it must not.
 * evidence_cross_view("task 7 (x)", task, "pid hash", "task list"): one view shows an object, another does not.
 * evidence_bytes("sys_kill", address, 16, "the bytes of its file"): these bytes are not what they should be.
 * evidence_value("task 7 (x)", &task->cred, "cred", "0xff", "a cred of its own"): a field holds what it must not.
 */
static long (*const evidence_pointer)(const char *what, const void *slot, unsigned long target, const char *expected) =
	(void *)1002;
static long (*const evidence_cross_view)(
	const char *object, const void *address, const char *present_in, const char *absent_from) = (void *)1003;
static long (*const evidence_bytes)(const char *place, const void *address, unsigned int count, const char *expected) =
	(void *)1004;
static long (*const evidence_value)(
	const char *object, const void *address, const char *field, const char *found, const char *expected) = (void *)1005;

/* Counts what was looked at, for the scan's summary. A detector that looked at nothing makes a scan incomplete. */
static long (*const looked_at)(const char *plural, unsigned long count) = (void *)1006;

static long (*const __yg_not_covered)(const char *what, const char *format, const void *values, int count) = (void *)1007;

/* not_covered("modules", "list ends at %p", p): says that a part could not be judged; the scan then counts as incomplete. */
#define not_covered(what, format, ...) ({ \
	const unsigned long long __values[] = __YG_VALUES(__VA_ARGS__); \
	__yg_not_covered(what, format, __values, __YG_COUNT(__VA_ARGS__)); \
})

static long (*const __yg_note)(const char *format, const void *values, int count) = (void *)1008;

/* note("%d tasks so far", n): a line for who writes the detector; `yagura module run` prints it, a scan does not. */
#define note(format, ...) ({ \
	const unsigned long long __values[] = __YG_VALUES(__VA_ARGS__); \
	__yg_note(format, __values, __YG_COUNT(__VA_ARGS__)); \
})

/*
 * Rows: a module can also be a view. `yagura module run` prints them as a table, or with --json as objects; a scan passes
 * over them. Columns are called by their names, which must be constants, and stand in the order in which they come first.
 *
 *	row_number("pid", task->tgid);
 *	row_text("comm", task->comm);
 *	row_end();
 */
static long (*const row_number)(const char *column, long value) = (void *)1010;
static long (*const row_text)(const char *column, const char *value) = (void *)1011;
/* An address or a bit mask. */
static long (*const __yg_row_hex)(const char *column, unsigned long value) = (void *)1012;
#define row_hex(column, value) __yg_row_hex(column, (unsigned long)(value))
static long (*const row_flag)(const char *column, int value) = (void *)1013;
/* Says that this row has no value in a column. */
static long (*const row_none)(const char *column) = (void *)1014;
static long (*const row_end)(void) = (void *)1015;

/* The value that the user gave to a parameter, or the fallback. */
static long (*const parameter_number)(const char *name, long fallback) = (void *)1020;
/* Copies the value into a buffer and returns its length, or -1 if the user gave none. */
static long (*const parameter_text)(const char *name, char *buffer, unsigned long size) = (void *)1021;

#endif
