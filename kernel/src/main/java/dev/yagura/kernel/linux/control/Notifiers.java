package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** The guest's notifier chains; {@code kernel/notifier.c}. */
public final class Notifiers {
    /** Functions on one chain; the longest has some dozens. */
    private static final int MAX_ON_CHAIN = 4096;

    @KernelStruct("notifier_block")
    interface Block extends StructView {
        @KernelField("notifier_call")
        long function();

        long next();

        int priority();
    }

    private final StructViews views;

    /** Returns the chains of a guest; nothing is read yet. */
    public Notifiers(Linux linux) {
        this.views = linux.views();
    }

    /**
     * Returns what is on the chains that are known here, chain by chain, in the order of calls.
     *
     * @throws IOException if the memory source fails
     */
    public Partial<Notifier> list() throws IOException {
        Partial.Collector<Notifier> found = Partial.collector();
        for (NotifierChain chain : NotifierChain.all()) {
            OptionalLong head = views.kernel().symbols().address(chain.symbol());
            if (head.isPresent()) {
                walk(
                        chain.symbol(),
                        head.getAsLong() + views.offsetOf(chain.head(), "head"),
                        found);
            }
        }
        OptionalLong namespace = views.kernel().symbols().address("init_net");
        if (namespace.isPresent() && views.has("net", "netdev_chain.head")) {
            walk(
                    "init_net.netdev_chain",
                    namespace.getAsLong() + views.offsetOf("net", "netdev_chain.head"),
                    found);
        }
        return found.done();
    }

    private void walk(String chain, long headGva, Partial.Collector<Notifier> found)
            throws IOException {
        Set<Long> seen = new HashSet<>();
        try {
            long at = views.kernel().memory().u64(headGva);
            while (at != 0) {
                if (seen.size() == MAX_ON_CHAIN || !seen.add(at)) {
                    found.missing(chain, "notifier_block at 0x%x does not end".formatted(at));
                    return;
                }
                Block block = views.at(Block.class, at);
                found.add(
                        new Notifier(
                                at, chain, seen.size() - 1, block.priority(), block.function()));
                at = block.next();
            }
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(chain, String.valueOf(e.getMessage()));
        }
    }
}
