package dev.yagura.channel.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The guests that are open, one of each; opened by the first peer and closed by the last. */
final class GuestPool {
    private final GuestDirectory directory;
    private final Map<String, OpenGuest> open = new HashMap<>();
    private long incarnations;
    private boolean closed;

    GuestPool(GuestDirectory directory) {
        this.directory = directory;
    }

    List<GuestDescription> guests() throws IOException {
        return directory.guests();
    }

    /**
     * Opens a guest for one user. A guest that took the id of one that has ended is opened anew,
     * beside it.
     */
    OpenGuest acquire(String id) throws IOException {
        GuestDescription now = find(id).orElseThrow(() -> new NoSuchGuestException(id));
        synchronized (this) {
            OpenGuest guest = open.get(id);
            if (guest == null || !isSame(guest.description(), now)) {
                if (closed) {
                    throw new IOException("agent: is shutting down");
                }
                guest = new OpenGuest(directory.open(id), ++incarnations);
                open.put(id, guest);
            }
            guest.addUsers(1);
            return guest;
        }
    }

    private Optional<GuestDescription> find(String id) throws IOException {
        return directory.guests().stream().filter(guest -> guest.id().equals(id)).findFirst();
    }

    private static boolean isSame(GuestDescription opened, GuestDescription now) {
        return opened.pid() == now.pid() && opened.ram().equals(now.ram());
    }

    /** Takes one user off; closes the guest if that was the last one. */
    void release(OpenGuest guest) throws IOException {
        synchronized (this) {
            if (guest.addUsers(-1) > 0) {
                return;
            }
            open.remove(guest.description().id(), guest);
        }
        guest.close();
    }

    /** Opens no more guests, and closes those that are open. */
    void close() throws IOException {
        List<OpenGuest> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(open.values());
            open.clear();
        }
        for (OpenGuest guest : left) {
            guest.close();
        }
    }
}
