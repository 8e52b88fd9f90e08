package dev.yagura.detect.memory.code;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.image.CodeImage;
import dev.yagura.kernel.linux.image.KernelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kernel as its file has it, at the address where the guest has it.
 *
 * @param image relocated
 */
record LoadedKernel(CodeImage image) {
    private static final int MAX_BANNER_BYTES = 512;

    /**
     * Finds the file of the kernel that runs. One that is there and cannot be used is told as not
     * covered.
     *
     * @throws IOException if the guest's memory, or the file's source, cannot be read
     */
    static Optional<LoadedKernel> of(DetectorContext context, OriginalCode originals)
            throws IOException {
        Kernel kernel = context.linux().kernel();
        try {
            Optional<KernelFile> file = originals.kernel(kernel.release());
            if (file.isEmpty()) {
                if (originals.isExpected()) {
                    context.notCovered(
                            "kernel code",
                            "no file of kernel %s: %s"
                                    .formatted(kernel.release(), originals.source()));
                }
                return Optional.empty();
            }
            CodeImage image = file.get().at(Symbols.require(kernel, "_text"));
            Optional<String> other = otherThan(kernel, image);
            if (other.isPresent()) {
                context.notCovered(
                        "kernel code",
                        "%s is another one: %s".formatted(originals.source(), other.get()));
                return Optional.empty();
            }
            return Optional.of(new LoadedKernel(image));
        } catch (MalformedStructureException e) {
            context.notCovered(
                    "kernel code", "%s: %s".formatted(originals.source(), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Returns what a file has in the place of the guest's banner, if that is another text. */
    private static Optional<String> otherThan(Kernel kernel, CodeImage image) throws IOException {
        long place = Symbols.require(kernel, "linux_banner");
        String banner = kernel.memory().cString(place, MAX_BANNER_BYTES);
        byte[] expected = banner.getBytes(StandardCharsets.UTF_8);
        Optional<ByteBuffer> bytes = image.bytes(place, expected.length);
        byte[] found = new byte[expected.length];
        bytes.ifPresent(all -> all.get(0, found));
        if (bytes.isPresent() && Arrays.equals(expected, found)) {
            return Optional.empty();
        }
        return Optional.of("has not \"%s\" at 0x%x".formatted(banner.strip(), place));
    }

    /** Returns the code that stays: what only starts the kernel is given back. */
    List<GvaRange> text() {
        return image.part(".text").map(CodeImage.Part::range).map(List::of).orElse(List.of());
    }

    /**
     * Returns the data that nobody writes to. What is written while the kernel starts and protected
     * then ({@code __ro_after_init}) is between, and left out.
     */
    List<GvaRange> readOnlyData(Linux linux) throws IOException {
        GvaRange all = Symbols.between(linux.kernel(), "__start_rodata", "__end_rodata");
        GvaRange written =
                Symbols.between(linux.kernel(), "__start_ro_after_init", "__end_ro_after_init");
        List<GvaRange> ranges = new ArrayList<>();
        for (CodeImage.Part part : image.parts()) {
            if (all.contains(part.gva()) && part.range().lengthBytes() > 0) {
                ranges.addAll(part.range().without(written));
            }
        }
        return ranges;
    }
}
