package dev.yagura.it.core;

import dev.yagura.detect.originals.GivenCode;
import dev.yagura.detect.originals.KernelFiles;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a guest's kernel and modules were loaded from. */
public final class Originals {
    private Originals() {}

    /** Reads those that the guest has loaded. */
    public static OriginalCode of(KernelImage image, Linux linux) throws IOException {
        GivenCode code = GivenCode.kernel(Files.readAllBytes(image.bzImage())).to(GivenCode.NONE);
        for (Path file : modules(image, linux)) {
            code = GivenCode.module(Files.readAllBytes(file)).to(code);
        }
        return code;
    }

    private static List<Path> modules(KernelImage image, Linux linux) throws IOException {
        Set<String> loaded =
                linux.modules().list().stream().map(KernelModule::name).collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(image.modules().orElseThrow())) {
            return files.filter(file ->
                            KernelFiles.moduleName(file.getFileName().toString())
                                    .filter(loaded::contains)
                                    .isPresent())
                    .toList();
        }
    }
}
