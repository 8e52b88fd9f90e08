/*
 * Runs a loop that BpfLoops has written for some seconds of CPU time by ubpf, and prints nanoseconds for an instruction; built
 * and run by benchmarks/bpf.
 *
 *	ubpf_speed FOLDER/NAME jit|interpreter SECONDS
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ubpf.h>

static void *contents(const char *name, const char *suffix, size_t *size)
{
	char path[4096];
	FILE *file;
	char *bytes = malloc(1 << 20);

	snprintf(path, sizeof(path), "%s%s", name, suffix);
	file = fopen(path, "rb");
	if (!file || !bytes) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	*size = fread(bytes, 1, (1 << 20) - 1, file);
	bytes[*size] = 0;
	fclose(file);
	return bytes;
}

static double cpu(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	size_t code_size, size, unused, i;
	struct ubpf_vm *vm = ubpf_create();
	char *error = NULL;
	bool compiled;
	ubpf_jit_fn function = NULL;
	double start, spent = 0;
	unsigned long runs = 0;
	uint64_t result;
	void *code;
	uint64_t *memory;

	if (argc != 4)
		return 2;
	code = contents(argv[1], ".code", &code_size);
	memory = contents(argv[1], ".memory", &size);
	if (strstr(argv[1], "CHASE"))
		for (i = 0; i < size / 8; i++)
			memory[i] += (uintptr_t)memory;
	compiled = !strcmp(argv[2], "jit");
	if (ubpf_load(vm, code, code_size, &error) ||
	    (compiled && !(function = ubpf_compile(vm, &error)))) {
		fprintf(stderr, "%s: %s\n", argv[1], error);
		return 1;
	}
	start = cpu();
	while (spent < atof(argv[3])) {
		if (compiled)
			result = function(memory, size);
		else if (ubpf_exec(vm, memory, size, &result))
			return 1;
		runs++;
		spent = cpu() - start;
	}
	printf("%.4f\n", spent * 1e9 / runs / atof(contents(argv[1], ".count", &unused)));
	return 0;
}
