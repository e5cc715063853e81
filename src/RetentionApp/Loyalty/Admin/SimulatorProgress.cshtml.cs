using RetentionApp.Admin;
using RetentionApp.Loyalty.Simulating;

namespace RetentionApp.Loyalty.Admin;

/// <summary>The frame that the simulator fetches every two seconds while it computes.</summary>
internal sealed class SimulatorProgressModel(Simulations simulations, Programmes programmes) : AdminPage
{
    internal Simulated? Latest { get; private set; }

    public async Task OnGet() => Latest = Simulated.Of(await simulations.Latest(ShopId), (await programmes.Current(ShopId)).Version);
}
