package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Opens the input as an ELF core; its first four bytes are made ELF's. */
public final class ElfCoreTarget {
    private static final byte[] MAGIC = {0x7F, 'E', 'L', 'F'};

    private ElfCoreTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < MAGIC.length) {
            return;
        }
        byte[] file = input.clone();
        System.arraycopy(MAGIC, 0, file, 0, MAGIC.length);
        try (Dump dump = Dump.of(MemorySegment.ofArray(file))) {
            Invariant.check(dump.format().equals("elf-core"), "opened as " + dump.format());
            DumpChecks.check(dump);
        } catch (MalformedStructureException e) {
            // What a parser is to say of such bytes.
        } catch (IOException e) {
            throw new AssertionError("a dump in memory cannot fail to be read", e);
        }
    }
}
