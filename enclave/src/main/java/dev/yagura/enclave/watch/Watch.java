package dev.yagura.enclave.watch;

import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whoever watches VMs: this process, or an enclave behind its API.
 *
 * <p>A VM is named by its id or its name; an empty name stands for the only VM there is. Methods
 * may be called from several threads.
 */
public interface Watch extends AutoCloseable {

    /** A description of the kernel from outside its memory, where the memory does not suffice. */
    enum SourceKind {
        /** Text of a System.map. */
        SYSTEM_MAP,
        /** JSON of a Volatility intermediate symbol file, decompressed. */
        ISF,
        /** The file that the kernel was loaded from: a bzImage, or a vmlinux. */
        KERNEL_IMAGE,
        /** The file that a module was loaded from, compressed or not; one at a time. */
        KERNEL_MODULE
    }

    /** Returns the VMs, one row each: {@code id}, {@code name}, {@code agent}, {@code pid}… */
    List<Row> guests() throws IOException;

    /**
     * Gives symbols, types or code of a VM's kernel, used by all later questions about that VM.
     *
     * @throws WatchException if the VM is not there or the bytes are not of that kind
     */
    void provide(Optional<String> guest, SourceKind kind, byte[] bytes) throws IOException;

    /**
     * Reads a view; what of it could not be read is said in the answer.
     *
     * @throws WatchException if there is no such view or VM, or nothing of it can be said
     */
    Answer show(Optional<String> guest, ShowRequest request) throws IOException;

    /**
     * Runs detectors.
     *
     * @param findings receives each finding as a row when it is known
     * @return the summary: counts, coverage, what was not covered, times
     * @throws WatchException if the scan could not be done at all, or broke off
     */
    Row scan(Optional<String> guest, ScanRequest request, Consumer<Row> findings)
            throws IOException;

    /**
     * Runs one detector in C.
     *
     * @param rows receives rows of kind {@code row}, whose columns are the detector's own, of kind
     *     {@code note} with a {@code text}, and findings as {@link #scan} has them
     * @return how it ended: {@code findings}, {@code looked}, {@code complete}, {@code notCovered},
     *     and facts about the look
     * @throws WatchException if the object is none, or nothing could be run
     */
    Row module(Optional<String> guest, ModuleRequest request, Consumer<Row> rows)
            throws IOException;

    /**
     * Takes contents out of a VM's memory: a cached file, a process's mapping, a module, all code.
     *
     * @param rows receives a row of kind {@code content}, which says how long the whole is and
     *     where it lies, then {@code bytes} and {@code absent}, in ascending order of {@code
     *     offset}, which together are all of it
     * @return how it ended: {@code bytes}, {@code holes}, {@code missing}, {@code complete}, and
     *     facts about the look
     * @throws WatchException if there is no such content, or it broke off
     */
    Row extract(Optional<String> guest, ExtractRequest request, Consumer<Row> rows)
            throws IOException;

    /**
     * Answers a question about files on a VM's disks.
     *
     * @param rows receives a row a file, with {@code path}, {@code type}, {@code size}, {@code
     *     mode}…; or of a content rows of kind {@code bytes} in ascending order
     * @return how it ended: {@code rows}, {@code complete}, {@code notCovered}, {@code notes}, and
     *     facts about the look
     * @throws WatchException if there is no such file, or the answer broke off
     */
    Row files(Optional<String> guest, FileRequest request, Consumer<Row> rows) throws IOException;

    /**
     * Opens a VM's files, to be read by who asks. They are of one look, as those of {@link #files}.
     *
     * @return the files, to be closed by the caller
     * @throws WatchException if there are none that can be read
     */
    OpenFiles open(Optional<String> guest, TreeRequest request) throws IOException;

    /**
     * Captures a VM's packets.
     *
     * @param interfaces names of its network interfaces; empty for all
     * @return the capture, to be closed by the caller
     * @throws WatchException if the VM is not there, or its packets cannot be captured
     */
    OpenCapture capture(Optional<String> guest, List<String> interfaces) throws IOException;

    /**
     * Gives a key for a VM's encrypted disks, used by all later questions about that VM beside
     * those given before.
     *
     * @param volume the layer that it is for, by name or uuid; empty to try it on all
     * @param key passphrase or content of a key file; stays the caller's
     * @throws WatchException if the VM is not there, or has too many keys
     */
    void unlock(Optional<String> guest, Optional<String> volume, Secret key) throws IOException;

    /**
     * Gives the header of an encrypted volume that is kept apart from it, used by all later
     * questions about that VM.
     *
     * @param volume the layer that holds the ciphertext, by name or uuid
     * @param header a LUKS header with its keyslots; not secret by itself
     * @throws WatchException if the VM is not there, the header is too long, or there are too many
     */
    void giveHeader(Optional<String> guest, String volume, byte[] header) throws IOException;

    /**
     * Wipes the keys that were given for a VM, and forgets the headers.
     *
     * @throws WatchException if the VM is not there
     */
    void lock(Optional<String> guest) throws IOException;

    @Override
    void close() throws IOException;
}
