package dev.yagura.it.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.it.core.EveryDetector;
import dev.yagura.it.core.GuestCore;
import dev.yagura.kernel.linux.fs.Directories;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.linux.mm.UserMemory;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Code and texts in the memory of a process that its program did not bring. */
final class MemoryAttacks {
    private static final String INJECTED = "linux.process.injected-code";
    private static final String PRELOAD = "linux.process.preload";
    private static final long VM_WRITE = 2;
    private static final long VM_EXEC = 4;
    private static final long PAGE_IS_OWN = 1;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 100;

    private MemoryAttacks() {}

    static List<Attack> all() {
        return List.of(
                Attack.on(
                                "linux.process.hollowed",
                                guest -> otherProgram(guest, Victim.DAEMON),
                                guest -> openedAgain(guest, Victim.DAEMON))
                        .changing(Victim.DAEMON.part("code")),
                Attack.on(
                                INJECTED,
                                guest -> executable(guest, Victim.NOBODY, MemoryAttacks::isData),
                                guest -> compiler(guest, Victim.NOBODY))
                        .changing(Victim.NOBODY.part("program")),
                Attack.on(
                                INJECTED,
                                guest -> executable(guest, Victim.SHELL, MemoryAttacks::isStack),
                                guest -> compiler(guest, Victim.SHELL))
                        .changing(Victim.SHELL.part("program")),
                Attack.on(
                                INJECTED,
                                guest -> withoutFile(guest, Victim.DAEMON),
                                guest -> unwritable(guest, Victim.DAEMON))
                        .changing(Victim.DAEMON.part("data")),
                Attack.on(
                                INJECTED,
                                guest -> changedPage(guest, Victim.LISTENER),
                                guest -> changeable(guest, Victim.LISTENER))
                        .changing(Victim.LISTENER.part("code")),
                Attack.on(
                                PRELOAD,
                                guest -> preload(guest, "/tmp/evil1.so"),
                                guest -> preload(guest, "libstdbuf.so"))
                        .changing(Victim.SLEEPER.part("environment")),
                Attack.on(
                                PRELOAD,
                                guest -> named(guest, "ld.so.preload"),
                                guest -> named(guest, "ld.so.preloaded"))
                        .changing("names in /etc"),
                Attack.on(
                                PRELOAD,
                                guest -> library(guest, Victim.BOB, "tmp"),
                                guest -> library(guest, Victim.BOB, "lib"))
                        .changing(Victim.BOB.part("program")),
                Attack.on(
                                "linux.process.trojaned-daemon",
                                guest -> trojanedDaemon(guest, Victim.ALICE),
                                guest -> trojanText(guest, Victim.ALICE))
                        .changing(Victim.ALICE.part("program")),
                Attack.on(
                                "yara.memory",
                                guest -> marked(guest, Victim.SLEEPER, EveryDetector.MARK),
                                guest -> marked(guest, Victim.SLEEPER, "planted by mother"))
                        .changing(Victim.SLEEPER.part("stack")));
    }

    private static Mapping mapping(GuestCore guest, Victim victim, Predicate<Mapping> which)
            throws IOException {
        return Mappings.of(guest.linux()).of(victim.in(guest)).items().stream()
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

    private static boolean isAnonymousData(Mapping mapping) {
        return isData(mapping) && mapping.isAnonymous();
    }

    private static String otherProgram(GuestCore guest, Victim victim) throws IOException {
        file(guest, victim, guest.pointer(Victim.TAIL.memory(guest), "mm_struct", "exe_file"));
        return "r-xp /bin/busybox";
    }

    private static void file(GuestCore guest, Victim victim, long file) throws IOException {
        Mapping code = mapping(guest, victim, MemoryAttacks::isCode);
        guest.putU64(guest.at(code.gva(), "vm_area_struct", "vm_file"), file);
    }

    /** The program's code, mapped through another open file than the kernel's own. */
    private static String openedAgain(GuestCore guest, Victim victim) throws IOException {
        Mapping code = mapping(guest, victim, MemoryAttacks::isCode);
        file(
                guest,
                victim,
                guest.copy(guest.pointer(code.gva(), "vm_area_struct", "vm_file"), "file"));
        return "a program that was opened twice";
    }

    private static String executable(GuestCore guest, Victim victim, Predicate<Mapping> which)
            throws IOException {
        Mapping data = mapping(guest, victim, which);
        guest.putU64(guest.at(data.gva(), "vm_area_struct", "vm_flags"), data.flags() | VM_EXEC);
        return "0x%x-0x%x".formatted(data.start(), data.end());
    }

    /** Data that was made code, and cannot be written to any more. */
    private static String withoutFile(GuestCore guest, Victim victim) throws IOException {
        return "r-xp " + protect(guest, victim, VM_EXEC);
    }

    private static String unwritable(GuestCore guest, Victim victim) throws IOException {
        protect(guest, victim, 0);
        return "data that is read only";
    }

    private static String protect(GuestCore guest, Victim victim, long more) throws IOException {
        Mapping data = mapping(guest, victim, MemoryAttacks::isAnonymousData);
        guest.putU64(
                guest.at(data.gva(), "vm_area_struct", "vm_flags"),
                (data.flags() & ~VM_WRITE) | more);
        return "0x%x-0x%x".formatted(data.start(), data.end());
    }

    private static String compiler(GuestCore guest, Victim victim) throws IOException {
        executable(guest, victim, MemoryAttacks::isData);
        OwnProgram.rename(guest, victim, "node");
        return "code that a program made for itself";
    }

    /** Returns the first page of the program's code that is in memory. */
    private static UserMemory.Page page(GuestCore guest, Victim victim) throws IOException {
        Mapping code = mapping(guest, victim, MemoryAttacks::isCode);
        return memory(guest, victim)
                .first(code.start(), code.end(), PAGES, _ -> true)
                .orElseThrow();
    }

    private static UserMemory memory(GuestCore guest, Victim victim) throws IOException {
        return UserMemory.of(guest.linux(), victim.in(guest)).orElseThrow();
    }

    /** Code in a mapping that could have pages of its own and has none. */
    private static String changeable(GuestCore guest, Victim victim) throws IOException {
        Mapping code = mapping(guest, victim, MemoryAttacks::isCode);
        guest.putU64(guest.at(code.gva(), "vm_area_struct", "anon_vma"), code.gva());
        return "code that nobody changed";
    }

    private static String changedPage(GuestCore guest, Victim victim) throws IOException {
        changeable(guest, victim);
        UserMemory.Page page = page(guest, victim);
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
        long start = guest.pointer(Victim.SLEEPER.memory(guest), "mm_struct", "env_start");
        guest.put(
                memory(guest, Victim.SLEEPER).memory(),
                start,
                ("LD_PRELOAD=" + library + "\0").getBytes(US_ASCII));
        return "LD_PRELOAD is " + library;
    }

    /** Gives a file of /etc another name. */
    private static String named(GuestCore guest, String name) throws IOException {
        long file =
                Directories.of(guest.linux())
                        .find(directory(guest, "etc"), "commands")
                        .orElseThrow()
                        .gva();
        OwnProgram.rename(guest, file, name);
        return "/etc/%s is there".formatted(name);
    }

    private static long directory(GuestCore guest, String name) throws IOException {
        Directories directories = Directories.of(guest.linux());
        long root = directories.rootOf(Victim.INIT.in(guest)).orElseThrow();
        return directories.find(root, name).orElseThrow().gva();
    }

    /** Makes data of a process the code of a library that lies in some folder. */
    private static String library(GuestCore guest, Victim victim, String folder)
            throws IOException {
        Mapping data = mapping(guest, victim, MemoryAttacks::isAnonymousData);
        protect(guest, victim, VM_EXEC);
        long program = guest.pointer(victim.memory(guest), "mm_struct", "exe_file");
        long file = guest.copy(program, "file");
        long dentry = guest.copy(OwnProgram.name(guest, victim), "dentry");
        long inode = guest.copy(guest.pointer(dentry, "dentry", "d_inode"), "inode");
        guest.putU64(guest.at(dentry, "dentry", "d_parent"), directory(guest, folder));
        guest.putU64(guest.at(dentry, "dentry", "d_inode"), inode);
        OwnProgram.rename(guest, dentry, "slipped.so");
        guest.putU64(guest.at(file, "file", "f_path.dentry"), dentry);
        guest.putU64(guest.at(file, "file", "f_inode"), inode);
        guest.putU64(guest.at(data.gva(), "vm_area_struct", "vm_file"), file);
        guest.putU64(guest.at(data.gva(), "vm_area_struct", "anon_vma"), 0);
        return "/%s/slipped.so slipped in".formatted(folder);
    }

    private static String trojanText(GuestCore guest, Victim victim) throws IOException {
        guest.put(
                memory(guest, victim).memory(),
                page(guest, victim).gva() + 64,
                "\0/hash.zk\0".getBytes(US_ASCII));
        return "the text in a program of another name";
    }

    private static String trojanedDaemon(GuestCore guest, Victim victim) throws IOException {
        trojanText(guest, victim);
        OwnProgram.rename(guest, victim, "sshd");
        return "/hash.zk";
    }

    /** Writes a text, and the beginning of a program, into a page that has no file. */
    private static String marked(GuestCore guest, Victim victim, String text) throws IOException {
        UserMemory memory = memory(guest, victim);
        Mapping stack = mapping(guest, victim, MemoryAttacks::isStack);
        long page = memory.first(stack.start(), stack.end(), PAGES, _ -> true).orElseThrow().gva();
        guest.put(memory.memory(), page + 0x123, text.getBytes(US_ASCII));
        guest.put(memory.memory(), page + 0x150, (byte) 0x7F, (byte) 'E', (byte) 'L');
        guest.put(memory.memory(), page + 0x153, (byte) 'F', (byte) 2);
        return "rule planted in " + victim.subject(guest);
    }
}
