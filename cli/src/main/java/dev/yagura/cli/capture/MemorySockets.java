package dev.yagura.cli.capture;

import dev.yagura.detect.crossview.GuestSocket;
import dev.yagura.detect.crossview.OwnNetwork;
import dev.yagura.detect.crossview.SocketLook;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Sockets of a VM, read by who has its memory: an enclave, or this process. */
public final class MemorySockets implements SocketSource {
    /** Gaps that concern who holds a socket, and not whether it is in a table. */
    private static final List<String> OF_HOLDERS =
            List.of("open files of ", "threads of ", "file at ", "program of ");

    private final Watch watch;
    private final Optional<String> guest;
    private final boolean live;

    /**
     * Prepares.
     *
     * @param guest as {@code watch} calls the VM
     * @param live whether the VM must not be paused
     */
    public MemorySockets(Watch watch, Optional<String> guest, boolean live) {
        this.watch = watch;
        this.guest = guest;
        this.live = live;
    }

    @Override
    public SocketLook look(boolean careful) throws IOException {
        Optional<OwnNetwork> network =
                careful
                        ? Optional.of(OwnNetwork.of(rows("interfaces"), rows("modules")))
                        : Optional.empty();
        Instant begun = Instant.now();
        Answer answer = show("sockets", live || !careful);
        Instant ended = Instant.now();
        List<GuestSocket> sockets = new ArrayList<>();
        answer.rows().forEach(row -> GuestSocket.of(row).ifPresent(sockets::add));
        return new SocketLook(begun, ended, sockets, isWhole(answer.end()), network);
    }

    private List<Row> rows(String view) throws IOException {
        return show(view, /* lookLive= */ true).rows();
    }

    private Answer show(String view, boolean lookLive) throws IOException {
        return watch.show(
                guest, new ShowRequest(view, OptionalInt.empty(), /* brief= */ false, lookLive));
    }

    private static boolean isWhole(Row end) {
        return end.fields().get("notCovered") instanceof List<?> gaps
                && gaps.stream().allMatch(MemorySockets::isOfHolders);
    }

    private static boolean isOfHolders(Object gap) {
        return gap instanceof Map<?, ?> fields
                && OF_HOLDERS.stream().anyMatch(String.valueOf(fields.get("what"))::startsWith);
    }
}
