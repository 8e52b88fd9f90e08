package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.originals.GivenCode;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.isf.Isf;
import dev.yagura.kernel.symbols.LinkedSymbols;
import dev.yagura.kernel.symbols.SystemMap;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;

/**
 * What the user gave to know a VM's kernel by.
 *
 * @param sources symbols and types
 * @param code what it was loaded from
 */
record GivenFiles(KernelSources sources, GivenCode code) {
    /** Nothing given. */
    static final GivenFiles NONE = new GivenFiles(KernelSources.NONE, GivenCode.NONE);

    GivenFiles {
        requireNonNull(sources, "sources");
        requireNonNull(code, "code");
    }

    /**
     * Reads a file.
     *
     * @return what adds it to others
     * @throws MalformedStructureException if it is not of that kind
     */
    static UnaryOperator<GivenFiles> change(SourceKind kind, byte[] bytes)
            throws MalformedStructureException {
        MemorySegment file = MemorySegment.ofArray(bytes);
        return switch (kind) {
            case SYSTEM_MAP -> {
                LinkedSymbols symbols = SystemMap.read(file);
                yield known -> known.with(known.sources.with(symbols));
            }
            case ISF -> {
                Isf isf = Isf.read(file);
                yield known -> known.with(known.sources.with(isf));
            }
            case KERNEL_MODULE -> {
                GivenCode.Added module = GivenCode.module(bytes);
                yield known -> new GivenFiles(known.sources, module.to(known.code));
            }
            case KERNEL_IMAGE -> {
                GivenCode.Added kernel = GivenCode.kernel(bytes);
                yield known -> new GivenFiles(known.sources, kernel.to(known.code));
            }
        };
    }

    private GivenFiles with(KernelSources other) {
        return new GivenFiles(other, code);
    }
}
