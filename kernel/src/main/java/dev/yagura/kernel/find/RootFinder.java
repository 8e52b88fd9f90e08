package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.memory.Look;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Goes from the tables an image was found through, often a process's, to the kernel's own.
 *
 * <p>{@code init_top_pgt} maps the kernel and no process, and lasts as long as the kernel does. How
 * many levels it has is tried, not believed: with the wrong number the tables lead elsewhere.
 */
final class RootFinder {
    private static final String ROOT = "init_top_pgt";
    private static final String FIVE_LEVELS = "__pgtable_l5_enabled";

    private RootFinder() {}

    /**
     * Returns the kernel's own address space.
     *
     * @throws MalformedStructureException if the table at {@code init_top_pgt} does not map the
     *     image
     */
    static AddressSpace find(Look look, KernelImage image, SymbolTable symbols) throws IOException {
        OptionalLong root = symbols.address(ROOT);
        if (root.isEmpty()) {
            throw malformed(0, "symbol", "is missing");
        }
        long dtb = image.gpaOf(root.getAsLong());
        PagingMode likely = likelyMode(image, symbols);
        PagingMode other =
                likely == PagingMode.FIVE_LEVEL ? PagingMode.FOUR_LEVEL : PagingMode.FIVE_LEVEL;
        for (PagingMode mode : new PagingMode[] {likely, other}) {
            AddressSpace space = new AddressSpace(look, dtb, mode);
            if (maps(space, image, image.textBase())
                    && maps(space, image, root.getAsLong())
                    && maps(space, image, image.end() - 1)) {
                return space;
            }
        }
        throw malformed(
                dtb,
                "entry 511",
                "does not lead to gpa 0x"
                        + Long.toHexString(image.physicalBase())
                        + " for 0x"
                        + Long.toHexString(image.textBase())
                        + ", expected the image there with 4 or 5 levels");
    }

    private static PagingMode likelyMode(KernelImage image, SymbolTable symbols)
            throws IOException {
        OptionalLong flag = symbols.address(FIVE_LEVELS);
        return flag.isPresent() && image.space().u32(flag.getAsLong()) != 0
                ? PagingMode.FIVE_LEVEL
                : image.space().mode();
    }

    private static boolean maps(AddressSpace space, KernelImage image, long gva)
            throws IOException {
        return space.translate(gva) instanceof Translation.Mapped mapped
                && mapped.gpa() == image.gpaOf(gva);
    }

    private static MalformedStructureException malformed(long at, String field, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, ROOT, field, at, detail);
    }
}
