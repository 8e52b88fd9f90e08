package dev.yagura.view.sysfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.ModuleDetails;
import dev.yagura.view.proc.guest.Once;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Content of files in {@code /sys/module}; kernel/module and kernel/params.c. */
final class ModuleAttributes {
    private final ProcGuest guest;
    private final ModuleDetails details;
    private final Once<List<KernelModule>> modules;

    ModuleAttributes(ProcGuest guest) {
        this.guest = guest;
        this.details = new ModuleDetails(guest.linux());
        this.modules = new Once<>(() -> guest.linux().modules().list());
    }

    /**
     * Returns what a file has in it, if that is known.
     *
     * @param directory names below {@code /sys/module}: the module's, and that of a part of it
     */
    Optional<Content> content(List<String> directory, KernfsNode node) throws IOException {
        String name = node.name();
        if (directory.size() == 2 && directory.get(1).equals("parameters")) {
            return Optional.of(() -> parameter(node.ownerGva()));
        }
        Optional<KernelModule> module = module(directory.getFirst());
        if (module.isEmpty()) {
            return Optional.empty();
        }
        if (directory.size() == 2 && directory.get(1).equals("sections")) {
            return Optional.of(() -> section(module.get(), name));
        }
        return directory.size() == 1 ? ofModule(module.get(), name) : Optional.empty();
    }

    private Optional<KernelModule> module(String name) throws IOException {
        return modules.get().stream().filter(module -> module.name().equals(name)).findFirst();
    }

    private Optional<Content> ofModule(KernelModule module, String file) {
        return switch (file) {
            case "refcnt" -> Optional.of(() -> line(module.refcount()));
            case "taint" -> Optional.of(() -> line(module.taints()));
            case "initstate" ->
                    Optional.of(() ->
                            line(
                                    switch (module.state()) {
                                        case LIVE -> "live";
                                        case COMING -> "coming";
                                        case GOING -> "going";
                                        case UNFORMED -> "unformed";
                                    }));
            case "coresize", "initsize" ->
                    Optional.of(() -> line(details.sizeBytes(module, file.equals("initsize"))));
            default -> Optional.empty();
        };
    }

    private static byte[] line(Object value) {
        return (value + "\n").getBytes(UTF_8);
    }

    private byte[] section(KernelModule module, String name) throws IOException {
        for (ModuleDetails.Section section : details.sections(module)) {
            if (section.name().equals(name)) {
                return line("0x%016x".formatted(section.gva()));
            }
        }
        throw new IOException("module %s: has no section %s".formatted(module.name(), name));
    }

    /** An attribute is the first member of what leads to the parameter. */
    private byte[] parameter(long attributeGva) throws IOException {
        long parameter =
                guest.memory()
                        .u64(attributeGva + guest.views().offsetOf("param_attribute", "param"));
        ModuleDetails.Parameter read = details.parameterAt(parameter);
        return line(
                read.value()
                        .orElseThrow(() ->
                                new IOException(
                                        "parameter %s: is of a type that is not known"
                                                .formatted(read.name()))));
    }
}
