package dev.yagura.detect.storage.installed;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.GuestFile;
import java.io.IOException;
import java.util.Arrays;

/** Tells files that are executed or linked from all others. */
public final class ProgramFile {
    private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

    private ProgramFile() {}

    /** Returns whether a file is executable, or is a program or library by its first bytes. */
    public static boolean is(StorageContext context, GuestFile file) throws IOException {
        return file.isRegular() && (file.isExecutable() || isElf(context, file));
    }

    /** Returns whether a file starts as an ELF file does. */
    public static boolean isElf(StorageContext context, GuestFile file) throws IOException {
        return file.attributes().sizeBytes() >= ELF.length
                && Arrays.equals(context.head(file, ELF.length), ELF);
    }
}
