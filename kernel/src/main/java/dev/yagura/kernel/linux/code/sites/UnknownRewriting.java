package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial.Missing;
import dev.yagura.kernel.linux.image.CodeImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Tells in which ways a kernel rewrites its code that are not known here. */
public final class UnknownRewriting {
    private UnknownRewriting() {}

    /**
     * Returns what makes a comparison say too much; empty where all is known.
     *
     * @throws IOException if the memory source fails, or the guest's own setting cannot be read
     */
    public static List<Missing> of(CodeImage image, Linux linux) throws IOException {
        List<Missing> unknown = new ArrayList<>();
        if (image.part(".cfi_sites").isPresent()) {
            unknown.add(
                    new Missing(
                            "kernel code",
                            "is built with control-flow integrity (.cfi_sites), which is rewritten"
                                    + " in ways that are not known here"));
        }
        unknown.addAll(ofStaticCalls(linux));
        return unknown;
    }

    /**
     * Returns what makes static calls lead elsewhere than their keys say; empty where they do not.
     *
     * @throws IOException as {@link #of}
     */
    public static List<Missing> ofStaticCalls(Linux linux) throws IOException {
        OptionalLong thunk = linux.kernel().symbols().address("x86_return_thunk");
        OptionalLong tracking = linux.kernel().symbols().address("call_depth_return_thunk");
        if (thunk.isPresent()
                && tracking.isPresent()
                && linux.kernel().memory().u64(thunk.getAsLong()) == tracking.getAsLong()) {
            return List.of(
                    new Missing(
                            "kernel code",
                            "tracks the depth of calls (retbleed=stuff), for which it is rewritten"
                                    + " in ways that are not known here"));
        }
        return List.of();
    }
}
