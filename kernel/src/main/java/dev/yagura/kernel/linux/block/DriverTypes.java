package dev.yagura.kernel.linux.block;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.ModuleTypes;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.Optional;

/** Structures of drivers, be they modules or parts of the image. */
final class DriverTypes {
    private final Linux linux;
    private final ModuleTypes modules;

    DriverTypes(Linux linux) {
        this.linux = linux;
        this.modules = new ModuleTypes(linux);
    }

    /**
     * Returns views that have a structure of a driver's.
     *
     * @param module that the driver is where it is one
     * @param member of the structure, which shows that it is known
     */
    Optional<StructViews> of(String module, String struct, String member) throws IOException {
        return linux.views().has(struct, member)
                ? Optional.of(linux.views())
                : modules.of(module).filter(views -> views.has(struct, member));
    }
}
