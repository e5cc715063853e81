namespace RetentionApp.Storefront;

/// <summary>
/// Lets each of any number of people pass so many times at once, and then evenly. Its memory is fixed: people share a slot
/// when their hashes meet, which costs them nothing as long as they keep within the limit together.
/// </summary>
internal sealed class Turnstile(int perMinute, TimeProvider clock)
{
    private const int Slots = 1 << 16;
    private static readonly long Window = TimeSpan.FromMinutes(1).Ticks;

    /// <summary>Per slot the moment at which all that passed would have passed evenly.</summary>
    private readonly long[] even = new long[Slots];
    private readonly long step = Window / perMinute;

    /// <returns>How long to wait; zero: passed.</returns>
    internal TimeSpan Enter(int hash)
    {
        ref var slot = ref even[(uint)hash % Slots];
        var now = clock.GetUtcNow().UtcTicks;
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            // A clock that was put back must not lock anybody out.
            var from = seen < now || seen > now + 2 * Window ? now : seen;
            if (from + step - now > Window) return TimeSpan.FromTicks(from + step - now - Window);
            if (Interlocked.CompareExchange(ref slot, from + step, seen) == seen) return TimeSpan.Zero;
        }
    }
}
