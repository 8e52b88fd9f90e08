package dev.yagura.enclave.watch;

import dev.yagura.bpf.fake.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Runs a detector in C against the made-up guest, in this process: there is nothing of anybody's
 * that an enclave would have to keep.
 */
public final class ModuleTrial {
    /** How the made-up guest is called where a VM is. */
    public static final String VM = "fake:linux";

    private static final String NO_ENCLAVE = "none";

    private ModuleTrial() {}

    /**
     * Runs it.
     *
     * @param sink takes rows as {@link Watch#module} gives them
     * @return how it ended
     * @throws WatchException if the request is none
     * @throws IOException if the detector ends in a way that no guest is to blame for
     */
    public static Row run(ModuleRequest request, Consumer<Row> sink) throws IOException {
        ModuleLook look = new ModuleLook(request, new ScanRows(VM, NO_ENCLAVE));
        return look.run(Linux.of(FakeGuest.kernel()), sink)
                .with(Row.of("enclave", NO_ENCLAVE).fields());
    }
}
