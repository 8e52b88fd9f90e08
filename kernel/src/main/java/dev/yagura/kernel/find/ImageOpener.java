package dev.yagura.kernel.find;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.symbols.Kallsyms;
import dev.yagura.kernel.symbols.KallsymsFinder;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.Look;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes one mapped image from pages to a kernel, and checks each step against the others. */
final class ImageOpener {
    private static final String BANNER = "linux_banner";

    private final Look look;
    private final GivenSources given;
    private long bytesLeft = FinderLimits.MAX_SEARCHED_BYTES;

    ImageOpener(Look look, GivenSources given) {
        this.look = look;
        this.given = given;
    }

    /**
     * Opens an image.
     *
     * @throws MalformedStructureException if it is not a kernel that fits its symbols and types
     * @throws IOException also if a page is missing or in a hole that a kernel must have
     */
    FoundKernel open(KernelImage image) throws IOException {
        SymbolTable symbols = symbols(image);
        Banner banner = banner(image, symbols);
        AddressSpace memory = RootFinder.find(look, image, symbols);
        TypeCatalog types =
                given.types().isPresent() ? given.types().get() : BtfPlace.find(image, symbols);
        TypeFit.check(memory, symbols, types);
        return new FoundKernel(
                memory,
                symbols,
                types,
                banner.text(),
                banner.release(),
                image.textBase(),
                image.textBase() - given.linkText().orElse(FinderLimits.LINK_TEXT),
                image.physicalBase());
    }

    private SymbolTable symbols(KernelImage image) throws IOException {
        return given.symbols().isPresent()
                ? given.symbols().get().at(image.textBase())
                : kallsyms(image);
    }

    private Kallsyms kallsyms(KernelImage image) throws IOException {
        List<String> refused = new ArrayList<>();
        boolean constant = true;
        Kallsyms found = null;
        for (KernelImage.Run run : image.searchOrder()) {
            if (found != null && constant != run.isConstant()) {
                break; // nothing else is looked at once the read-only data has them
            }
            constant = run.isConstant();
            long bytes = Math.min(run.lengthBytes(), FinderLimits.MAX_REGION_BYTES);
            if (bytesLeft < bytes) {
                refused.add("the rest of the image: searched enough");
                break;
            }
            bytesLeft -= bytes;
            KallsymsFinder.Result result =
                    KallsymsFinder.find(image.copy(run), run.gva(), image.textBase());
            refused.addAll(result.refused());
            for (Kallsyms table : result.found()) {
                if (found != null) {
                    throw malformed("is there twice, expected once");
                }
                found = table;
            }
        }
        if (found == null) {
            throw malformed(
                    "is nowhere in the image"
                            + (refused.isEmpty() ? "" : " (refused: " + refused + ")")
                            + ", expected one");
        }
        return found;
    }

    private static Banner banner(KernelImage image, SymbolTable symbols) throws IOException {
        long gva =
                symbols.address(BANNER)
                        .orElseThrow(() ->
                                new MalformedStructureException(
                                        Reason.OUT_OF_RANGE, BANNER, "symbol", 0, "is missing"));
        return Banner.parse(image.space().cString(gva, FinderLimits.MAX_BANNER));
    }

    private static MalformedStructureException malformed(String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "kallsyms", "token index", 0, detail);
    }
}
