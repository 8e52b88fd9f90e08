package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.ModuleDetails;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.List;

/** Loaded modules. */
final class ModulesTable {
    private ModulesTable() {}

    /** A module, its parameters as {@code name=value}, and its sections. */
    private record Listed(
            KernelModule module, List<String> parameters, List<ModuleDetails.Section> sections) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("name", "its name", m -> m.module.name())
                .number("size", "all its parts, in bytes", m -> m.module.size())
                .number(
                        "refcount",
                        "how many use it; -1 while it is removed",
                        m -> m.module.refcount())
                .hex("base", "where its text starts", m -> m.module.base())
                .text("state", "Live, Loading or Unloading", m -> m.module.state().label())
                .list("usedBy", "modules that use it", m -> m.module.users())
                .text("taints", "letters of its taint flags, such as OE", m -> m.module.taints())
                .more()
                .hex("module", "its struct module", m -> m.module.gva())
                .list(
                        "parameters",
                        "name=value; the name alone where the module keeps the value its own way",
                        Listed::parameters)
                .list(
                        "sections",
                        "names of its sections as they were loaded",
                        m -> m.sections.stream().map(ModuleDetails.Section::name).toList())
                .list(
                        "sectionAddresses",
                        "where each of them lies, or lay until the module was initialised",
                        m ->
                                Columns.hex(
                                        m.sections.stream()
                                                .map(ModuleDetails.Section::gva)
                                                .toList()))
                .table("modules", "loaded modules, as in /proc/modules", ModulesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        ModuleDetails details = new ModuleDetails(context.linux());
        for (KernelModule module : context.linux().modules().list()) {
            List<ModuleDetails.Parameter> parameters =
                    orGap(rows, module, "parameters", () -> details.parameters(module));
            List<ModuleDetails.Section> sections =
                    orGap(rows, module, "sections", () -> details.sections(module));
            rows.add(
                    new Listed(
                            module,
                            parameters.stream().map(ModulesTable::assignment).toList(),
                            sections));
        }
    }

    private interface Part<T> {
        List<T> read() throws IOException;
    }

    /** A module whose details are damaged is still a module. */
    private static <T> List<T> orGap(
            RowSink<?> rows, KernelModule module, String what, Part<T> part) throws IOException {
        try {
            return part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            rows.gap(what + " of module " + module.name(), String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static String assignment(ModuleDetails.Parameter parameter) {
        return parameter
                .value()
                .map(value -> parameter.name() + "=" + value)
                .orElse(parameter.name());
    }
}
