package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.dump.Dump;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Opens the input as a LiME dump; its first four bytes are made LiME's. */
public final class LimeTarget {
    private static final byte[] MAGIC = {'E', 'M', 'i', 'L'};

    private LimeTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < MAGIC.length) {
            return;
        }
        byte[] file = input.clone();
        System.arraycopy(MAGIC, 0, file, 0, MAGIC.length);
        try (Dump dump = Dump.of(MemorySegment.ofArray(file))) {
            Invariant.check(dump.format().equals("lime"), "opened as " + dump.format());
            DumpChecks.check(dump);
        } catch (MalformedStructureException e) {
            // What a parser is to say of such bytes.
        } catch (IOException e) {
            throw new AssertionError("a dump in memory cannot fail to be read", e);
        }
    }
}
