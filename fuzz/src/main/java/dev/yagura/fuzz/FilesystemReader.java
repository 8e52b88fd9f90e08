package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.TreeWalk;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Reads what a filesystem on the input offers, within limits. */
final class FilesystemReader {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FILES = 300;
    private static final int READ_BYTES = 5000;

    private int files;

    private FilesystemReader() {}

    /** Opens a filesystem. */
    @FunctionalInterface
    interface Opener {
        /** Opens the one on {@code device}. */
        Filesystem open(BlockDevice device) throws IOException;
    }

    /** Opens and reads; whatever comes out but a refusal is a finding. */
    static void read(BlockDevice device, Opener opener) {
        FilesystemReader reader = new FilesystemReader();
        reader.attempt(() -> {
            Filesystem filesystem = opener.open(device);
            reader.walk(filesystem);
            reader.attempt(() -> filesystem.orphans().forEach(reader::file));
            reader.attempt(() ->
                    filesystem.deleted(file -> {
                        reader.file(file);
                        return reader.files < 2 * MAX_FILES;
                    }));
        });
    }

    private void walk(Filesystem filesystem) {
        TreeWalk.walk(
                filesystem,
                new TreeWalk.Limits(MAX_DEPTH, MAX_FILES),
                new TreeWalk.Visitor() {
                    @Override
                    public boolean visit(List<FileName> path, StoredFile file) {
                        file(file);
                        return true;
                    }

                    @Override
                    public void unreadable(List<FileName> path, IOException why) {
                        requireRefusal(why);
                    }
                });
    }

    private void file(StoredFile file) {
        files++;
        attempt(file::extendedAttributes);
        attempt(() -> file.find(FileName.of("a")));
        attempt(file::target);
        if (file.attributes().type() == FileType.REGULAR) {
            MemorySegment buffer = MemorySegment.ofArray(new byte[READ_BYTES]);
            long size = file.attributes().sizeBytes();
            attempt(() -> file.read(0, buffer));
            attempt(() -> {
                int read = file.read(Math.max(0, size - 5), buffer);
                Invariant.check(read <= 5, read + " bytes from 5 before the end");
            });
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void attempt(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            requireRefusal(e);
        }
    }

    private static void requireRefusal(IOException e) {
        if (!(e instanceof MalformedStructureException)) {
            throw new AssertionError("a device in memory cannot fail to be read", e);
        }
    }
}
