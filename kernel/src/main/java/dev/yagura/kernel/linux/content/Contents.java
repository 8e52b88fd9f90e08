package dev.yagura.kernel.linux.content;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.MmStruct;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.code.recorded.CodeRecorder;
import dev.yagura.kernel.linux.code.recorded.RecordedCodeFormat;
import dev.yagura.kernel.linux.display.FrameBuffer;
import dev.yagura.kernel.linux.display.FrameBuffers;
import dev.yagura.kernel.linux.display.Picture;
import dev.yagura.kernel.linux.fs.CachedFile;
import dev.yagura.kernel.linux.fs.CachedFiles;
import dev.yagura.kernel.linux.mm.Mapping;
import dev.yagura.kernel.linux.mm.Mappings;
import dev.yagura.kernel.types.Btf;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes contents out of one look at a guest. */
public final class Contents {
    private static final int PAGE_BYTES = 4096;

    private final Linux linux;

    /** Reads nothing yet. */
    public Contents(Linux linux) {
        this.linux = linux;
    }

    /**
     * Takes out what is asked for.
     *
     * @throws NoSuchContentException if the guest has no such thing, or several of them
     * @throws MalformedStructureException if it has a length that no such thing can have
     * @throws IOException if the memory source or the sink fails
     */
    public void extract(ContentRequest request, ContentSink sink) throws IOException {
        switch (request) {
            case ContentRequest.CachedFile(String path) -> cachedFile(path, sink);
            case ContentRequest.MappingAt(int pid, long address) ->
                    mappings(
                            pid,
                            "at 0x%x".formatted(address),
                            mapping ->
                                    Long.compareUnsigned(mapping.start(), address) <= 0
                                            && Long.compareUnsigned(address, mapping.end()) < 0,
                            sink);
            case ContentRequest.MappingsNamed(int pid, String name) ->
                    mappings(
                            pid,
                            "named \"%s\"".formatted(name),
                            mapping -> mapping.name().filter(name::equals).isPresent(),
                            sink);
            case ContentRequest.Module(String name) -> module(name, sink);
            case ContentRequest.Screen(String name) -> screen(name, sink);
            case ContentRequest.Code() ->
                    whole(
                            "code of the kernel and its modules",
                            RecordedCodeFormat.write(CodeRecorder.record(linux)),
                            sink);
            case ContentRequest.Types() -> whole("types of the kernel", types(), sink);
        }
    }

    private void cachedFile(String path, ContentSink sink) throws IOException {
        Partial<CachedFile> files = CachedFiles.of(linux).list();
        List<CachedFile> found =
                files.items().stream().filter(file -> file.paths().contains(path)).toList();
        if (found.isEmpty() && !files.missing().isEmpty()) {
            files.complete(); // it may be among those that could not be read: say which
        }
        if (found.size() != 1) {
            throw new NoSuchContentException(
                    "cached file is \"%s\", of which the guest has %d, expected 1"
                            .formatted(path, found.size()));
        }
        extract(found.getFirst(), sink);
    }

    /**
     * Takes out a file that is found already.
     *
     * @throws MalformedStructureException if it has a length that no file can have
     * @throws IOException if the memory source or the sink fails
     */
    public void extract(CachedFile file, ContentSink sink) throws IOException {
        new CachedPages(linux, file, sink).read();
    }

    private void mappings(int pid, String what, Predicate<Mapping> wanted, ContentSink sink)
            throws IOException {
        Optional<Task> process =
                linux.tasks().processes().stream().filter(t -> t.tgid() == pid).findFirst();
        if (process.isEmpty()) {
            throw new NoSuchContentException("process is %d, which is not there".formatted(pid));
        }
        long mm = linux.tasks().at(process.get().gva()).mmGva();
        if (mm == 0) {
            throw new NoSuchContentException(
                    "process is %d, which has no memory of its own".formatted(pid));
        }
        Partial<Mapping> all = Mappings.of(linux).of(process.get());
        List<Mapping> found = all.items().stream().filter(wanted).toList();
        if (found.isEmpty() && !all.missing().isEmpty()) {
            all.complete();
        }
        if (found.isEmpty()) {
            throw new NoSuchContentException(
                    "mapping %s: process %d has none".formatted(what, pid));
        }
        AddressSpace kernel = linux.kernel().memory();
        long pgd = linux.views().at(MmStruct.class, mm).pgd();
        List<Content.Part> parts = new ArrayList<>();
        for (Mapping mapping : found) {
            add(parts, mapping.name().orElse(""), mapping.start(), mapping.lengthBytes());
        }
        String name = "process %d, mapping %s".formatted(pid, what);
        read(name, parts, kernel.withRoot(kernel.gpaOf(pgd)), sink);
    }

    private void module(String name, ContentSink sink) throws IOException {
        List<KernelModule> found =
                linux.modules().list().stream().filter(m -> m.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new NoSuchContentException(
                    "module is \"%s\", of which the guest has %d, expected 1"
                            .formatted(name, found.size()));
        }
        List<Content.Part> parts = new ArrayList<>();
        for (GvaRange range : found.getFirst().ranges()) {
            add(parts, name, range.start(), range.lengthBytes());
        }
        read("module " + name, parts, linux.kernel().memory(), sink);
    }

    private void screen(String name, ContentSink sink) throws IOException {
        Partial<FrameBuffer> all = FrameBuffers.list(linux);
        List<FrameBuffer> found =
                all.items().stream().filter(buffer -> buffer.name().equals(name)).toList();
        if (found.isEmpty() && !all.missing().isEmpty()) {
            all.complete();
        }
        if (found.size() != 1) {
            throw new NoSuchContentException(
                    "frame buffer is \"%s\", of which the guest has %d, expected 1"
                            .formatted(name, found.size()));
        }
        new ScreenRows(Picture.of(linux, found.getFirst()), sink).read(name);
    }

    private byte[] types() throws NoSuchContentException {
        if (linux.kernel().types() instanceof Btf btf) {
            return btf.toBytes();
        }
        throw new NoSuchContentException(
                "types are from %s, expected BTF".formatted(linux.kernel().types().source()));
    }

    private static void whole(String name, byte[] bytes, ContentSink sink) throws IOException {
        sink.begin(new Content(name, bytes.length, List.of()));
        for (int at = 0; at < bytes.length; at += PAGE_BYTES) {
            sink.bytes(at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PAGE_BYTES)));
        }
    }

    private static void add(List<Content.Part> parts, String name, long start, long lengthBytes)
            throws MalformedStructureException {
        long offset =
                parts.isEmpty() ? 0 : parts.getLast().offset() + parts.getLast().lengthBytes();
        // 2^44 bytes are all that a process can map with 4 levels of tables, less a factor of 8:
        // nobody's mapping, and room enough below 2^63 for the sum.
        if (lengthBytes < 0
                || lengthBytes > Content.MAX_BYTES - offset
                || Long.compareUnsigned(start + lengthBytes, start) < 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "mapping at 0x%x".formatted(start),
                    "length",
                    0,
                    "is %d after %d others, expected at most %d"
                            .formatted(lengthBytes, offset, Content.MAX_BYTES));
        }
        parts.add(new Content.Part(name, offset, lengthBytes, start));
    }

    private static void read(
            String name, List<Content.Part> parts, AddressSpace space, ContentSink sink)
            throws IOException {
        long length = 0;
        for (Content.Part part : parts) {
            length += part.lengthBytes();
        }
        sink.begin(new Content(name, length, parts));
        for (Content.Part part : parts) {
            new VirtualRange(space, sink).read(part);
        }
    }
}
