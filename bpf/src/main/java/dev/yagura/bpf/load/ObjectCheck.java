package dev.yagura.bpf.load;

import dev.yagura.bpf.core.CoreKind;
import dev.yagura.bpf.core.CorePatch;
import dev.yagura.bpf.core.CoreRelocation;
import dev.yagura.bpf.core.CoreRelocator;
import dev.yagura.bpf.core.CoreResult;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.object.LineRecord;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.ElfFile;
import dev.yagura.kernel.types.BtfGraph;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for what no kernel's loader could adapt, while the object's author is at hand. */
public final class ObjectCheck {
    private ObjectCheck() {}

    /**
     * Adapts an object to the very types that it was compiled with.
     *
     * @return what was refused, each with its source line: bit fields that are read directly
     * @throws MalformedStructureException if the object does not hold together
     */
    public static List<String> problems(BpfObject object) throws MalformedStructureException {
        if (object.coreRelocations().isEmpty()) {
            return List.of();
        }
        BtfGraph types = object.types().orElseThrow();
        CoreRelocator relocator = new CoreRelocator(types, types);
        Layout layout = Layout.of(object);
        Code code = Code.of(object, layout);
        Set<String> problems = new LinkedHashSet<>();
        for (CoreRelocation relocation : object.coreRelocations()) {
            Optional<ElfFile.Section> section = layout.code(relocation.section());
            if (section.isPresent() && relocation.kind() == CoreKind.FIELD_BYTE_OFFSET) {
                problem(relocator, relocation, code.section(section.get()))
                        .ifPresent(text -> problems.add(place(object, relocation) + ": " + text));
            }
        }
        return new ArrayList<>(problems);
    }

    private static Optional<String> problem(
            CoreRelocator relocator, CoreRelocation relocation, long[] slots) {
        CoreResult result;
        try {
            result = relocator.resolve(relocation);
        } catch (MalformedStructureException e) {
            return Optional.empty(); // flavors are several types of one name, in the object only
        }
        try {
            CorePatch.apply(slots, relocation, result);
            return Optional.empty();
        } catch (MalformedStructureException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String place(BpfObject object, CoreRelocation relocation) {
        LineRecord nearest = null;
        for (LineRecord line : object.lines()) {
            boolean before =
                    line.section().equals(relocation.section())
                            && line.instruction() <= relocation.instruction();
            if (before && (nearest == null || line.instruction() >= nearest.instruction())) {
                nearest = line;
            }
        }
        return nearest == null ? object.name() : nearest.file() + ":" + nearest.line();
    }
}
