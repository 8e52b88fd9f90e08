package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.view.proc.guest.Escapes;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;

/** Writes the files about a process's memory; fs/proc/task_mmu.c and fs/proc/base.c. */
record MemoryFiles(ProcGuest guest, Task task) {
    /** {@code 25 + sizeof(void *) * 6 - 1}: where names of mappings begin, but for one. */
    private static final int NAME_COLUMN = 72;

    /**
     * {@code XONLY} and {@code NONE} of arch/x86/entry/vsyscall/vsyscall_64.c; before is EMULATE.
     */
    private static final int EXECUTE_ONLY = 1;

    private static final int NO_VSYSCALL = 2;

    /** Returns the address of the process's memory; 0 of a kernel thread, and of one that ended. */
    private long memory() throws IOException {
        return task.kernelThread() ? 0 : guest.linux().tasks().at(task.gva()).mmGva();
    }

    byte[] statm() throws IOException {
        long gva = memory();
        if (gva == 0) {
            return "0 0 0 0 0 0 0\n".getBytes(UTF_8);
        }
        MmFields mm = guest.views().at(MmFields.class, gva);
        ResidentPages resident = ResidentPages.exactly(guest, mm.gva());
        return "%d %d %d %d 0 %d 0\n"
                .formatted(
                        mm.totalPages(),
                        resident.total(),
                        resident.file() + resident.shared(),
                        MemoryLines.codePages(mm),
                        mm.dataPages() + mm.stackPages())
                .getBytes(UTF_8);
    }

    byte[] auxv() throws IOException {
        long gva = memory();
        if (gva == 0) {
            return new byte[0];
        }
        byte[] pairs = guest.views().at(MmFields.class, gva).auxiliary();
        ByteBuffer words = ByteBuffer.wrap(pairs).order(ByteOrder.LITTLE_ENDIAN);
        int end = 0;
        while (end + 2 * Long.BYTES <= pairs.length && words.getLong(end) != 0) {
            end += 2 * Long.BYTES;
        }
        return Arrays.copyOf(pairs, Math.min(end + 2 * Long.BYTES, pairs.length));
    }

    byte[] maps() throws IOException {
        StringBuilder text = new StringBuilder();
        if (memory() != 0) {
            for (Mapping mapping : Mappings.of(guest.linux()).of(task).complete()) {
                String prefix =
                        "%08x-%08x %s %08x %s %s "
                                .formatted(
                                        mapping.start(),
                                        mapping.end(),
                                        mapping.protection(),
                                        mapping.fileGva() == 0 ? 0 : mapping.offset(),
                                        mapping.file()
                                                .map(file -> file.node().device().hex())
                                                .orElse("00:00"),
                                        Long.toUnsignedString(
                                                mapping.file()
                                                        .map(file -> file.node().number())
                                                        .orElse(0L)));
                line(
                        text,
                        prefix,
                        mapping.name().map(name -> Escapes.octal(name, "\n")).orElse(""));
            }
            gate(text);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void line(StringBuilder text, String prefix, String name) {
        text.append(prefix);
        if (!name.isEmpty()) {
            text.append(" ".repeat(Math.max(NAME_COLUMN - prefix.length(), 0)))
                    .append(' ')
                    .append(name);
        }
        text.append('\n');
    }

    /** A page that is there for all, and in no list; {@code get_gate_vma()}. */
    private void gate(StringBuilder text) throws IOException {
        OptionalLong mode = guest.symbolIfAny("vsyscall_mode");
        if (mode.isPresent()) {
            long value = guest.memory().u32(mode.getAsLong());
            if (value < NO_VSYSCALL) {
                String rights = value == EXECUTE_ONLY ? "--xp" : "r-xp";
                line(
                        text,
                        "ffffffffff600000-ffffffffff601000 %s 00000000 00:00 0 ".formatted(rights),
                        "[vsyscall]");
            }
        }
    }
}
