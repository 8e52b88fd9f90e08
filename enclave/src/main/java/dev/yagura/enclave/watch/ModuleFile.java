package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import dev.yagura.bpf.module.DetectorModule;
import dev.yagura.bpf.module.ModuleDetector;
import dev.yagura.bpf.module.ModuleInfo;
import dev.yagura.bpf.module.ModuleOutput;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.enclave.watch.WatchException.Reason;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A detector in C that the asker has compiled: it travels with the request.
 *
 * @param name as the asker calls it; for messages
 * @param base64 the object file
 * @param parameters values of its parameters, by name
 */
public record ModuleFile(String name, String base64, Map<String, String> parameters) {
    /** Modules that one scan takes. */
    static final int MAX_MODULES = 64;

    /** Requires the texts, and copies the parameters. */
    public ModuleFile {
        requireNonNull(name, "name");
        requireNonNull(base64, "base64");
        parameters = Map.copyOf(parameters);
    }

    /** Returns an object file without values of parameters. */
    public static ModuleFile of(String name, byte[] object, Map<String, String> parameters) {
        return new ModuleFile(name, Base64.getEncoder().encodeToString(object), parameters);
    }

    /**
     * Returns what the object says it is.
     *
     * @throws WatchException if it is no detector
     */
    public ModuleInfo info() throws WatchException {
        return parse().info();
    }

    private DetectorModule parse() throws WatchException {
        try {
            return DetectorModule.parse(name, Base64.getDecoder().decode(base64));
        } catch (MalformedStructureException | IllegalArgumentException e) {
            throw new WatchException(Reason.BAD_REQUEST, "module: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the detector.
     *
     * @param baseline where it may have kept values of an earlier look
     * @throws WatchException if the object is none, or has no such parameter
     */
    ModuleDetector detector(Optional<Baseline> baseline, ModuleOutput output)
            throws WatchException {
        DetectorModule module = parse();
        try {
            return new ModuleDetector(module, new TreeMap<>(parameters), baseline, output);
        } catch (IllegalArgumentException e) {
            throw new WatchException(Reason.BAD_REQUEST, "module: " + e.getMessage(), e);
        }
    }
}
