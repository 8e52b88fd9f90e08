package dev.yagura.enclave.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestPoolTest {
    @Test
    void findsByIdByNameAndByAgent() throws WatchException {
        GuestPool pool = pool(member("a", guest("1", "web"), guest("2", "db")));

        assertThat(id(pool, "2")).isEqualTo("2");
        assertThat(id(pool, "web")).isEqualTo("1");
        assertThat(id(pool, "a/2")).isEqualTo("2");
    }

    @Test
    void theOnlyGuestNeedsNoName() throws WatchException {
        GuestPool pool = pool(member("a"), member("b", guest("7", "web")));

        assertThat(pool.find(Optional.empty()).description().id()).isEqualTo("7");
    }

    @Test
    void aMistypedNameIsAnsweredWithTheKnownOnes() {
        WatchException e = refused(pool(member("a", guest("1", "web"))), "wbe");

        assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_GUEST);
        assertThat(e).hasMessage("VM \"wbe\" is not there, expected one of: a/1");
    }

    @Test
    void twoGuestsOfOneNameAreNotGuessedBetween() {
        GuestPool pool = pool(member("a", guest("1", "web")), member("b", guest("1", "web")));

        assertThat(refused(pool, "web"))
                .hasMessage("VM \"web\" is ambiguous, expected one of: a/1, b/1");
    }

    @Test
    void aGuestOfAnotherAgentIsFoundWhileOneIsAway() throws WatchException {
        GuestPool pool = pool(member("a", guest("1", "web")), away("b"));

        assertThat(id(pool, "web")).isEqualTo("1");
    }

    @Test
    void anAgentThatIsAwayIsNamedBeforeAGuestIsCalledUnknown() {
        GuestPool pool = pool(member("a", guest("1", "web")), away("b"));

        WatchException unknown = refused(pool, "db");
        assertThat(unknown.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(unknown).hasMessage("agent b: connection refused");
        assertThat(catchThrowableOfType(WatchException.class, pool::rows).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void theOnlyGuestIsNotCertainWhileAnAgentIsAway() {
        GuestPool pool = pool(member("a", guest("1", "web")), away("b"));

        assertThat(
                        catchThrowableOfType(
                                        WatchException.class, () -> pool.find(Optional.empty()))
                                .reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    private static String id(GuestPool pool, String name) throws WatchException {
        return pool.find(Optional.of(name)).description().id();
    }

    private static WatchException refused(GuestPool pool, String name) {
        return catchThrowableOfType(WatchException.class, () -> pool.find(Optional.of(name)));
    }

    private static GuestPool pool(GuestPool.Member... members) {
        return new GuestPool(Arrays.asList(members));
    }

    private static GuestDescription guest(String id, String name) {
        return new GuestDescription(
                id, name, 1, List.of(new GpaRange(0, 4096)), 1, false, false, "fake", List.of());
    }

    private static GuestPool.Member member(String name, GuestDescription... guests) {
        return new GuestPool.Member(name, new Fixed(List.of(guests)));
    }

    private static GuestPool.Member away(String name) {
        return new GuestPool.Member(
                name,
                new GuestDirectory() {
                    @Override
                    public List<GuestDescription> guests() throws IOException {
                        throw new IOException("connection refused");
                    }

                    @Override
                    public GuestSource open(String id) throws IOException {
                        throw new IOException("connection refused");
                    }
                });
    }

    private record Fixed(List<GuestDescription> guests) implements GuestDirectory {
        @Override
        public GuestSource open(String id) throws IOException {
            throw new NoSuchGuestException(id);
        }
    }
}
