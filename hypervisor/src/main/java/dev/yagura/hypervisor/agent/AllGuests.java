package dev.yagura.hypervisor.agent;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several directories as one; their ids differ, as those of dumps and of processes do. */
record AllGuests(List<GuestDirectory> directories) implements GuestDirectory {
    AllGuests {
        directories = List.copyOf(directories);
    }

    @Override
    public List<GuestDescription> guests() throws IOException {
        List<GuestDescription> all = new ArrayList<>();
        for (GuestDirectory directory : directories) {
            all.addAll(directory.guests());
        }
        return all.subList(0, Math.min(all.size(), GuestDescription.MAX_GUESTS));
    }

    @Override
    public GuestSource open(String id) throws IOException {
        for (GuestDirectory directory : directories) {
            try {
                return directory.open(id);
            } catch (NoSuchGuestException e) {
                // Perhaps the next one has it.
            }
        }
        throw new NoSuchGuestException(id);
    }
}
