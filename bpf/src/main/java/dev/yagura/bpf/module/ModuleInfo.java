package dev.yagura.bpf.module;

import static java.util.Objects.requireNonNull;

import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.image.ElfFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a module says it is: texts {@code key=value} in its section {@code .modinfo}.
 *
 * @param detector as lists and findings have it
 * @param parameters what the user may set, with what each means
 * @param needs what it works with beside the guest's memory
 */
public record ModuleInfo(
        DetectorInfo detector, SequencedMap<String, String> parameters, Set<Need> needs) {
    private static final String SECTION = ".modinfo";
    private static final int MAX_BYTES = 64 << 10;
    private static final List<String> ONCE =
            List.of("id", "title", "severity", "description", "next_step");

    /** What a module may work with beside the guest's memory, once it has said so. */
    public enum Need {
        /** Files of the guest: its disks are opened, and keys asked for. */
        FILES,
        /** What it kept of an earlier look, in a baseline. */
        BASELINE
    }

    /** Copies the parameters and needs. */
    public ModuleInfo {
        requireNonNull(detector, "detector");
        needs = Set.copyOf(needs);
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    static ModuleInfo of(BpfObject object) throws MalformedStructureException {
        Optional<ElfFile.Section> section =
                object.sections().stream()
                        .filter(one -> one.name().equals(SECTION) && one.isInFile())
                        .findFirst();
        if (section.isEmpty() || section.get().size() > MAX_BYTES) {
            throw malformed(object, "is absent or too long: a module says MODULE_ID(\"…\")");
        }
        String all = new String(object.bytes(section.get()), StandardCharsets.UTF_8);
        Map<String, String> single = new LinkedHashMap<>();
        List<String> techniques = new ArrayList<>();
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        EnumSet<Need> needs = EnumSet.noneOf(Need.class);
        for (String entry : all.split("\0+", -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String key = equals < 0 ? entry : entry.substring(0, equals);
            String value = entry.substring(equals + 1);
            if (key.equals("technique")) {
                techniques.add(value);
            } else if (key.equals("needs")) {
                needs.add(need(object, value));
            } else if (key.equals("parameter")) {
                int colon = value.indexOf(':');
                parameters.put(
                        colon < 0 ? value : value.substring(0, colon), value.substring(colon + 1));
            } else if (!ONCE.contains(key) || single.put(key, value) != null) {
                throw malformed(object, "says \"%s\" twice, or it is unknown".formatted(key));
            }
        }
        return new ModuleInfo(detector(object, single, techniques), parameters, needs);
    }

    private static Need need(BpfObject object, String value) throws MalformedStructureException {
        return switch (value) {
            case "files" -> Need.FILES;
            case "baseline" -> Need.BASELINE;
            default -> throw malformed(object, "needs \"%s\", which is unknown".formatted(value));
        };
    }

    private static DetectorInfo detector(
            BpfObject object, Map<String, String> single, List<String> techniques)
            throws MalformedStructureException {
        String id = single.getOrDefault("id", "");
        try {
            return new DetectorInfo(
                    id,
                    single.getOrDefault("title", id),
                    Severity.valueOf(
                            single.getOrDefault("severity", "warning").toUpperCase(Locale.ROOT)),
                    requireTechniques(techniques),
                    single.getOrDefault("description", ""),
                    single.getOrDefault("next_step", "look at the evidence by hand"));
        } catch (IllegalArgumentException e) {
            throw malformed(object, "is not as it should be: " + e.getMessage());
        }
    }

    private static List<String> requireTechniques(List<String> techniques) {
        for (String technique : techniques) {
            if (!technique.matches("T\\d{4}(\\.\\d{3})?")) {
                throw new IllegalArgumentException(
                        "technique is \"%s\", expected the form T1014".formatted(technique));
            }
        }
        return techniques;
    }

    private static MalformedStructureException malformed(BpfObject object, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, object.name(), SECTION, 0, detail);
    }
}
