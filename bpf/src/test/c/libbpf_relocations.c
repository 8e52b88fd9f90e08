/*
 * Prints what libbpf makes of the CO-RE relocations of an object for one kernel: a line for each, with its section, its instruction and the
 * 16 bytes there afterwards, or "refused". Uses functions of libbpf that other programs do not see, so it is linked with libbpf.a:
 *
 *   cc -o libbpf_relocations libbpf_relocations.c -l:libbpf.a -lelf -lz
 *   libbpf_relocations OBJECT BTF
 */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <gelf.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* src/relo_core.h of libbpf 1.1 to 1.6 */
struct bpf_core_cand {
    const struct btf *btf;
    __u32 id;
};
struct bpf_core_cand_list {
    struct bpf_core_cand *cands;
    int len;
};
struct bpf_core_relo_res {
    __u64 orig_val, new_val;
    bool poison, validate, fail_memsz_adjust;
    __u32 orig_sz, orig_type_id, new_sz, new_type_id;
};
int bpf_core_calc_relo_insn(const char *name, const struct bpf_core_relo *relo, int index, const struct btf *local,
    struct bpf_core_cand_list *candidates, void *scratch, struct bpf_core_relo_res *result);
int bpf_core_patch_insn(const char *name, struct bpf_insn *insn, int instruction, const struct bpf_core_relo *relo, int index,
    const struct bpf_core_relo_res *result);
size_t bpf_core_essential_name_len(const char *name);

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
    return 0;
}

static bool same_kind(const struct btf_type *a, const struct btf_type *b)
{
    return btf_kind(a) == btf_kind(b) || (btf_is_any_enum(a) && btf_is_any_enum(b));
}

static struct bpf_core_cand_list candidates(const struct btf *local, __u32 id, const struct btf *target)
{
    const struct btf_type *type = btf__type_by_id(local, id);
    const char *name = btf__name_by_offset(local, type->name_off);
    size_t length = bpf_core_essential_name_len(name);
    struct bpf_core_cand_list list = { calloc(256, sizeof(struct bpf_core_cand)), 0 };
    for (__u32 i = 1; i < btf__type_cnt(target) && list.len < 256; i++) {
        const struct btf_type *other = btf__type_by_id(target, i);
        const char *other_name = btf__name_by_offset(target, other->name_off);
        if (length > 0 && same_kind(type, other) && bpf_core_essential_name_len(other_name) == length &&
            strncmp(name, other_name, length) == 0) {
            list.cands[list.len].btf = target;
            list.cands[list.len++].id = i;
        }
    }
    return list;
}

static struct bpf_insn *instructions(Elf *elf, const char *wanted)
{
    size_t names;
    elf_getshdrstrndx(elf, &names);
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
        GElf_Shdr header;
        gelf_getshdr(section, &header);
        if (strcmp(elf_strptr(elf, names, header.sh_name), wanted) == 0) {
            return elf_getdata(section, NULL)->d_buf;
        }
    }
    exit(2);
}

int main(int count, char **arguments)
{
    struct btf_ext *extension;
    struct btf *local = count == 3 ? btf__parse_elf(arguments[1], &extension) : NULL;
    struct btf *target = count == 3 ? btf__parse_raw(arguments[2]) : NULL;
    if (local == NULL || target == NULL) {
        return 2;
    }
    libbpf_set_print(silent);
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(open(arguments[1], O_RDONLY), ELF_C_READ, NULL);
    __u32 size;
    const char *raw = btf_ext__get_raw_data(extension, &size);
    const __u32 *header = (const __u32 *)raw;
    const char *at = raw + header[1] + header[6];
    const char *end = at + header[7];
    __u32 record = *(const __u32 *)at;
    void *scratch = calloc(3, 1 << 16);
    int index = 0;
    for (at += 4; at < end;) {
        const char *section = btf__name_by_offset(local, ((const __u32 *)at)[0]);
        __u32 records = ((const __u32 *)at)[1];
        struct bpf_insn *code = instructions(elf, section);
        at += 8;
        for (__u32 i = 0; i < records; i++, at += record, index++) {
            const struct bpf_core_relo *relo = (const struct bpf_core_relo *)at;
            int instruction = relo->insn_off / 8;
            struct bpf_core_cand_list list = candidates(local, relo->type_id, target);
            struct bpf_core_relo_res result;
            int error = bpf_core_calc_relo_insn(section, relo, index, local, &list, scratch, &result);
            if (error == 0) {
                error = bpf_core_patch_insn(section, code + instruction, instruction, relo, index, &result);
            }
            printf("%s %d %d ", section, instruction, relo->kind);
            for (int byte = 0; error == 0 && byte < 16; byte++) {
                printf("%02x", ((const unsigned char *)(code + instruction))[byte]);
            }
            puts(error == 0 ? "" : "refused");
            free(list.cands);
        }
    }
    return 0;
}
