package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import dev.yagura.bpf.module.DetectorModule;
import dev.yagura.bpf.module.ModuleDetector;
import dev.yagura.bpf.module.ModuleOutput;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.enclave.watch.WatchException.Reason;
import java.util.Base64;
import java.util.Map;
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
     * Returns the detector.
     *
     * @throws WatchException if the object is none, or has no such parameter
     */
    ModuleDetector detector(ModuleOutput output) throws WatchException {
        try {
            DetectorModule module = DetectorModule.parse(name, Base64.getDecoder().decode(base64));
            return new ModuleDetector(module, new TreeMap<>(parameters), output);
        } catch (MalformedStructureException | IllegalArgumentException e) {
            throw new WatchException(Reason.BAD_REQUEST, "module: " + e.getMessage(), e);
        }
    }
}
