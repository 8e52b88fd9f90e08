package dev.yagura.cli.connect;

import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.watch.GuestPool;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.Watchtower;
import dev.yagura.hypervisor.QemuGuests;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the VM's memory in this process: no TLS, no enclave. */
final class Unprotected implements Connection {
    /** What rows say where no enclave stands behind them. */
    static final String LABEL = "none";

    private final Watchtower watchtower;
    private final Optional<String> guest;

    private Unprotected(Watchtower watchtower, Optional<String> guest) {
        this.watchtower = watchtower;
        this.guest = guest;
    }

    static Unprotected open(VmSpec vm) throws IOException {
        LocalGuests guests = LocalGuests.of(vm, new QemuGuests());
        GuestPool pool =
                new GuestPool(List.of(new GuestPool.Member("this host", guests.directory())));
        return new Unprotected(new Watchtower(pool, LABEL), guests.selected());
    }

    @Override
    public Watch watch() {
        return watchtower;
    }

    @Override
    public Optional<ApiClient> enclave() {
        return Optional.empty();
    }

    @Override
    public Optional<String> guest() {
        return guest;
    }

    @Override
    public void close() throws IOException {
        watchtower.close();
    }
}
