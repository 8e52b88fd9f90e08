package dev.yagura.kernel.linux.code.sites;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.code.ModuleSightings;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Code of the guest's as its memory has it, with the tables of places that the kernel keeps beside
 * it. Tables of what is only rewritten at the start are given back then, and not here.
 *
 * @param module whose it is; empty for the kernel
 * @param text where it lies
 * @param image what of it could be read, and the tables
 */
record OwnCode(Optional<KernelModule> module, List<GvaRange> text, CodeImage image) {
    /** Text of one owner: kernels with everything built in have 40 MiB. */
    private static final long MAX_TEXT_BYTES = 128L << 20;

    /** One table: those of kernels have some hundred KiB. */
    private static final long MAX_TABLE_BYTES = 4L << 20;

    private static final String TEXT = "text";

    /** Reads the code of the kernel image. */
    static OwnCode kernel(Linux linux, Partial.Collector<?> losses) throws IOException {
        long start = Symbols.require(linux.kernel(), "_stext");
        long end = Symbols.require(linux.kernel(), "_etext");
        Reader reader = new Reader(linux, losses);
        reader.text(new GvaRange(start, Math.max(0, end - start)));
        reader.tableBetween(SiteReader.JUMP_LABELS, "__jump_table");
        reader.tableBetween(SiteReader.STATIC_CALLS, "static_call_sites");
        return reader.done(Optional.empty());
    }

    /** Reads the code of a module. */
    static OwnCode module(Linux linux, KernelModule module, Partial.Collector<?> losses)
            throws IOException {
        Reader reader = new Reader(linux, losses);
        for (GvaRange range : new ModuleSightings(linux).text(module.gva())) {
            reader.text(range);
        }
        OwnTables tables = linux.views().at(OwnTables.class, module.gva());
        reader.table(
                SiteReader.JUMP_LABELS,
                tables.jumpLabels().orElse(0),
                Integer.toUnsignedLong(tables.jumpLabelCount().orElse(0))
                        * SiteReader.JUMP_LABEL_BYTES);
        reader.table(
                SiteReader.STATIC_CALLS,
                tables.staticCalls().orElse(0),
                Integer.toUnsignedLong(tables.staticCallCount().orElse(0))
                        * SiteReader.STATIC_CALL_BYTES);
        return reader.done(Optional.of(module));
    }

    /** Returns how much was read, tables included. */
    long lengthBytes() {
        return image.parts().stream().mapToLong(part -> part.bytes().limit()).sum();
    }

    /** Returns the code at an address, if it could be read. */
    Optional<byte[]> bytes(long gva, int lengthBytes) {
        return function(gva, lengthBytes)
                .map(function -> {
                    byte[] bytes = new byte[lengthBytes];
                    function.code().get(0, bytes);
                    return bytes;
                });
    }

    /** Returns the code at an address as a function's, if it could be read. */
    Optional<KernelFunction> function(long gva, int lengthBytes) {
        return image.bytes(gva, lengthBytes)
                .filter(_ -> contains(gva)) // not a table
                .map(bytes -> new KernelFunction("code", gva, bytes));
    }

    /** Returns the code in pieces, as far as it could be read, in ascending order of address. */
    List<KernelFunction> parts() {
        return image.parts().stream()
                .filter(CodeImage.Part::executable)
                .map(part -> new KernelFunction(part.name(), part.gva(), part.bytes()))
                .toList();
    }

    /** Returns whether the code holds an address. */
    boolean contains(long gva) {
        for (GvaRange range : text) {
            if (range.contains(gva)) {
                return true;
            }
        }
        return false;
    }

    private static final class Reader {
        private final Linux linux;
        private final AddressSpace memory;
        private final Partial.Collector<?> losses;
        private final List<GvaRange> text = new ArrayList<>();
        private final List<CodeImage.Part> parts = new ArrayList<>();

        Reader(Linux linux, Partial.Collector<?> losses) {
            this.linux = linux;
            this.memory = linux.kernel().memory();
            this.losses = losses;
        }

        OwnCode done(Optional<KernelModule> module) {
            return new OwnCode(module, List.copyOf(text), new CodeImage(parts));
        }

        /** Reads code; what lies between pages that are missing is a part of its own. */
        void text(GvaRange range) throws IOException {
            check("text", range.start(), range.lengthBytes(), MAX_TEXT_BYTES);
            byte[] bytes = new byte[(int) range.lengthBytes()];
            int[] from = {0};
            RangeReader.read(
                    memory,
                    range.start(),
                    bytes,
                    (offset, length, why) -> {
                        losses.missing(
                                "page of code at 0x%x".formatted(range.start() + offset),
                                String.valueOf(why.getMessage()));
                        part(range.start(), bytes, from[0], offset);
                        from[0] = offset + length;
                    });
            part(range.start(), bytes, from[0], bytes.length);
            text.add(range);
        }

        private void part(long gva, byte[] bytes, int from, int to) {
            if (from < to) {
                add(TEXT, gva + from, ByteBuffer.wrap(bytes, from, to - from).slice());
            }
        }

        private void add(String name, long gva, ByteBuffer bytes) {
            parts.add(
                    new CodeImage.Part(
                            name,
                            gva,
                            bytes.order(ByteOrder.LITTLE_ENDIAN),
                            name.equals(TEXT),
                            false));
        }

        void tableBetween(String name, String symbol) throws IOException {
            OptionalLong start = linux.kernel().symbols().address("__start_" + symbol);
            OptionalLong stop = linux.kernel().symbols().address("__stop_" + symbol);
            if (start.isPresent() && stop.isPresent()) {
                table(name, start.getAsLong(), stop.getAsLong() - start.getAsLong());
            }
        }

        void table(String name, long gva, long lengthBytes) throws IOException {
            check(name, gva, lengthBytes, MAX_TABLE_BYTES);
            if (gva == 0 || lengthBytes == 0) {
                return;
            }
            GvaRange range = new GvaRange(gva, lengthBytes);
            for (GvaRange code : text) {
                if (code.contains(gva) || range.contains(code.start())) {
                    throw malformed(name, gva, "gva", "lies in code, %s".formatted(code));
                }
            }
            add(name, gva, ByteBuffer.wrap(memory.bytes(gva, (int) lengthBytes)));
        }

        private static void check(String name, long gva, long lengthBytes, long max)
                throws MalformedStructureException {
            if (lengthBytes < 0 || lengthBytes > max) {
                throw malformed(
                        name,
                        gva,
                        "length",
                        "is %d bytes, expected %d at most".formatted(lengthBytes, max));
            }
        }

        private static MalformedStructureException malformed(
                String name, long gva, String field, String detail) {
            return new MalformedStructureException(
                    Reason.OUT_OF_RANGE, "%s at 0x%x".formatted(name, gva), field, 0, detail);
        }
    }
}
