using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.WebEncoders;
using RetentionApp.Commerce.Admin;
using RetentionApp.Loyalty.Admin;
using RetentionApp.Loyalty.Admin.Start;
using RetentionApp.Rewards.Admin;
using RetentionApp.Shopify;

namespace RetentionApp.Admin;

/// <summary>The merchant's side: frame, texts and files; the pages themselves lie in their modules' Admin folders.</summary>
internal static class AdminModule
{
    internal static void AddAdmin(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.AddSingleton<Assets>();
        // Cyrillic letters as they are, not as six characters each.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddScoped<AdminText>();
        services.AddScoped<SetupGuide>();
        services.AddScoped<Attention>();
        services.AddScoped<CustomerList>();
        services.AddScoped<ProgrammePreview>();
        services.AddScoped<CustomerTierCards>();
        services.AddScoped<ProgrammeChange>();
        services.AddScoped<StartDrafts>();
        services.AddScoped<StartFigures>();
        services.AddScoped<RewardList>();
        services.AddScoped<RewardWords>();
        services.AddScoped<ExpiryPreview>();

        services.AddRazorPages(options =>
            {
                // Cookies are blocked in Shopify's frame. Every request carries a session token in a header, which no other site can send.
                options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute());
                options.Conventions.ConfigureFilter(new AdminErrors());
            })
            .WithRazorPagesAtContentRoot()
            .ConfigureApplicationPartManager(parts =>
            {
                // The entry assembly differs between app, DevStore and tests; the pages are always this assembly's.
                parts.ApplicationParts.Clear();
                foreach (var part in new CompiledRazorAssemblyApplicationPartFactory().GetApplicationParts(typeof(AdminModule).Assembly)) parts.ApplicationParts.Add(part);
                parts.ApplicationParts.Add(new AssemblyPart(typeof(AdminModule).Assembly));
            });
    }

    internal static void MapAdmin(this WebApplication app)
    {
        app.MapGet("/assets/{version}/{**path}", (HttpContext http, Assets assets, string version, string path) => assets.Serve(http, version, path));
        app.MapRazorPages().RequireAdmin();
    }
}
