package dev.yagura.enclave.watch;

import dev.yagura.kernel.table.Row;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** The files of a VM at one look, to be read for as long as somebody wants them. */
public interface OpenFiles extends AutoCloseable {
    /** Returns the files; they can be read until this is closed, by several threads at a time. */
    FileTree tree();

    /**
     * Returns what is to be said of them: {@code complete}, {@code notCovered}, {@code notMounted},
     * {@code notes}, and facts about the look, as {@link Watch#files} ends; {@code vm}, the VM's
     * name.
     */
    Row facts();

    /**
     * Returns what completes, with the reason, once nothing of the files can be read any more
     * although this is not closed. Where they are read in this process, that never happens.
     */
    default CompletableFuture<IOException> lost() {
        return new CompletableFuture<>();
    }

    @Override
    void close() throws IOException;
}
