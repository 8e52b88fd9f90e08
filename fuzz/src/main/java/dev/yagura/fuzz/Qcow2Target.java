package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.image.ImageResolver;
import dev.yagura.storage.block.qcow2.Qcow2Image;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;

/** Opens the input as a qcow2 image that may name no other file, and reads its start and end. */
public final class Qcow2Target {
    private static final int PIECE = 4096;
    private static final long MAX_READ = 256 << 10;

    private Qcow2Target() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        try (Qcow2Image image = Qcow2Image.open(InputDevice.of(input), ImageResolver.refusing())) {
            long size = image.sizeBytes();
            Invariant.check(size >= 0, "size " + size);
            for (long at = 0; at < Math.min(size, MAX_READ); at += PIECE) {
                read(image, at, (int) Math.min(PIECE, size - at));
            }
            int last = (int) Math.min(PIECE, size);
            read(image, size - last, last);
        } catch (MalformedStructureException | FileSystemException e) {
            // What a reader is to say of such bytes; the latter of names of other files.
        } catch (IOException e) {
            throw new AssertionError("a device in memory cannot fail to be read", e);
        }
    }

    /** A damaged table or cluster keeps nothing from being read that is elsewhere. */
    private static void read(Qcow2Image image, long at, int length) throws IOException {
        try {
            image.read(at, MemorySegment.ofArray(new byte[length]));
        } catch (MalformedStructureException e) {
            // See above.
        }
    }
}
