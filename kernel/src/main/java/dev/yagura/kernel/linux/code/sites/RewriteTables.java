package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.image.CodeImage;
import java.io.IOException;
import java.util.List;

/** The tables of places in code that the kernel keeps while it runs, as its memory has them. */
public final class RewriteTables {
    private RewriteTables() {}

    /** Returns the tables of the kernel image, by the names of their sections. */
    public static List<CodeImage.Part> kernel(Linux linux) throws IOException {
        return tables(OwnCode.kernel(linux, Partial.collector()));
    }

    /** Returns the tables of a module, by the names of their sections. */
    public static List<CodeImage.Part> module(Linux linux, KernelModule module) throws IOException {
        return tables(OwnCode.module(linux, module, Partial.collector()));
    }

    private static List<CodeImage.Part> tables(OwnCode code) {
        return code.image().parts().stream().filter(part -> !part.executable()).toList();
    }
}
