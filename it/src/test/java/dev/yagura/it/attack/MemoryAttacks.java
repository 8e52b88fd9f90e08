package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Code and texts in the memory of a process that its program did not bring. */
final class MemoryAttacks {
    /** A rule for what {@link #marked} plants. */
    static final String RULE =
            """
            rule planted { strings: $a = "planted by nobody" $b = { 7F 45 4C 46 }
              condition: $a and for any i in (1..#b) : (uint8(@b[i] + 4) == 2) and not defined filesize }
            """;

    private static final long VM_EXEC = 4;
    private static final long PAGE_IS_OWN = 1;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 100;

    private MemoryAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                        "linux.process.hollowed",
                        MemoryAttacks::otherProgram,
                        MemoryAttacks::openedAgain),
                Attack.on(
                        "linux.process.injected-code",
                        guest -> executable(guest, MemoryAttacks::isData),
                        MemoryAttacks::compiler),
                Attack.on(
                        "linux.process.injected-code",
                        guest -> executable(guest, MemoryAttacks::isStack),
                        MemoryAttacks::compiler),
                Attack.on(
                        "linux.process.injected-code",
                        MemoryAttacks::changedPage,
                        MemoryAttacks::changeable),
                Attack.on(
                        "linux.process.preload",
                        guest -> preload(guest, "/tmp/evil1.so"),
                        guest -> preload(guest, "libstdbuf.so")),
                Attack.on(
                        "linux.process.trojaned-daemon",
                        MemoryAttacks::trojanedDaemon,
                        MemoryAttacks::trojanText),
                Attack.on(
                        "yara.memory",
                        guest -> marked(guest, "planted by nobody"),
                        guest -> marked(guest, "planted by mother")));
    }

    private static Task victim(GuestCore guest) throws IOException {
        return guest.task(HiddenAttacks.VICTIM);
    }

    private static Mapping mapping(GuestCore guest, Predicate<Mapping> which) throws IOException {
        return Mappings.of(guest.linux()).of(victim(guest)).items().stream()
                .filter(which)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isCode(Mapping mapping) {
        return mapping.isExecutable() && mapping.file().isPresent();
    }

    private static boolean isStack(Mapping mapping) {
        return mapping.name().orElse("").equals("[stack]");
    }

    private static boolean isData(Mapping mapping) {
        return mapping.isWritable() && mapping.anonVmaGva() != 0 && !isStack(mapping);
    }

    private static String otherProgram(GuestCore guest) throws IOException {
        long other = guest.linux().tasks().at(guest.task("tail").gva()).mmGva();
        file(guest, guest.pointer(other, "mm_struct", "exe_file"));
        return "r-xp /bin/busybox";
    }

    private static void file(GuestCore guest, long file) throws IOException {
        Mapping code = mapping(guest, MemoryAttacks::isCode);
        guest.putU64(guest.at(code.gva(), "vm_area_struct", "vm_file"), file);
    }

    /** The program's code, mapped through another open file than the kernel's own. */
    private static String openedAgain(GuestCore guest) throws IOException {
        Mapping code = mapping(guest, MemoryAttacks::isCode);
        long from = guest.pointer(code.gva(), "vm_area_struct", "vm_file");
        long copy = guest.scratch();
        for (long at = 0; at < guest.linux().views().sizeOf("file"); at += Long.BYTES) {
            guest.putU64(copy + at, guest.u64(from + at));
        }
        file(guest, copy);
        return "a program that was opened twice";
    }

    private static String executable(GuestCore guest, Predicate<Mapping> which) throws IOException {
        Mapping data = mapping(guest, which);
        guest.putU64(guest.at(data.gva(), "vm_area_struct", "vm_flags"), data.flags() | VM_EXEC);
        return "0x%x-0x%x".formatted(data.start(), data.end());
    }

    private static String compiler(GuestCore guest) throws IOException {
        executable(guest, MemoryAttacks::isData);
        ProcessEdits.rename(guest, victim(guest), "node");
        return "code that a program made for itself";
    }

    /** Returns the first page of the program's code that is in memory. */
    private static UserMemory.Page page(GuestCore guest) throws IOException {
        Mapping code = mapping(guest, MemoryAttacks::isCode);
        UserMemory memory = UserMemory.of(guest.linux(), victim(guest)).orElseThrow();
        return memory.first(code.start(), code.end(), PAGES, _ -> true).orElseThrow();
    }

    /** Code in a mapping that could have pages of its own and has none. */
    private static String changeable(GuestCore guest) throws IOException {
        Mapping code = mapping(guest, MemoryAttacks::isCode);
        guest.putU64(guest.at(code.gva(), "vm_area_struct", "anon_vma"), code.gva());
        return "code that nobody changed";
    }

    private static String changedPage(GuestCore guest) throws IOException {
        changeable(guest);
        UserMemory.Page page = page(guest);
        long owner = owner(guest, page);
        guest.putU64(owner, PAGE_IS_OWN | guest.u64(owner));
        return "code of a file with pages of the process's own at 0x%x".formatted(page.gva());
    }

    /** Returns where the kernel notes whose a page is. */
    private static long owner(GuestCore guest, UserMemory.Page page) throws IOException {
        long first = guest.u64(guest.symbol("vmemmap_base"));
        long struct = first + page.gpa() / PAGE_BYTES * guest.linux().views().sizeOf("page");
        if (guest.linux().views().has("page", "compound_head")) {
            long head = guest.pointer(struct, "page", "compound_head");
            struct = (head & 1) != 0 ? head - 1 : struct;
        }
        return guest.at(struct, "page", "mapping");
    }

    /** Writes over the start of a process's environment. */
    private static String preload(GuestCore guest, String library) throws IOException {
        Task process = guest.task("sleep");
        UserMemory memory = UserMemory.of(guest.linux(), process).orElseThrow();
        long mm = guest.linux().tasks().at(process.gva()).mmGva();
        long start = guest.pointer(mm, "mm_struct", "env_start");
        guest.put(memory.memory(), start, ("LD_PRELOAD=" + library + "\0").getBytes(US_ASCII));
        return "LD_PRELOAD is " + library;
    }

    private static String trojanText(GuestCore guest) throws IOException {
        UserMemory memory = UserMemory.of(guest.linux(), victim(guest)).orElseThrow();
        guest.put(memory.memory(), page(guest).gva() + 64, "\0/hash.zk\0".getBytes(US_ASCII));
        return "the text in a program of another name";
    }

    private static String trojanedDaemon(GuestCore guest) throws IOException {
        trojanText(guest);
        ProcessEdits.rename(guest, victim(guest), "sshd");
        return "/hash.zk";
    }

    /** Writes a text, and the beginning of a program, into a page that has no file. */
    private static String marked(GuestCore guest, String text) throws IOException {
        UserMemory memory = UserMemory.of(guest.linux(), victim(guest)).orElseThrow();
        Mapping stack = mapping(guest, MemoryAttacks::isStack);
        UserMemory.Page page =
                memory.first(stack.start(), stack.end(), PAGES, _ -> true).orElseThrow();
        guest.put(memory.memory(), page.gva() + 0x123, text.getBytes(US_ASCII));
        guest.put(memory.memory(), page.gva() + 0x150, (byte) 0x7F, (byte) 'E', (byte) 'L');
        guest.put(memory.memory(), page.gva() + 0x153, (byte) 'F', (byte) 2);
        return "rule planted in " + ProcessEdits.subject(victim(guest));
    }
}
