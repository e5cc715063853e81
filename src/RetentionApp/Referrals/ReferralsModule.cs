using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Referrals;

internal static class ReferralsModule
{
    internal static void AddReferrals(this IServiceCollection services) => services.AddScoped<Invitations>();

    extension(AppDb db)
    {
        internal DbSet<Invitation> Invitations => db.Set<Invitation>();
    }
}
