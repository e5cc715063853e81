using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using RetentionApp.Shopify;

namespace RetentionApp.Admin;

/// <summary>What a merchant sees when a page failed or is not there: the frame, what happened, and the way back.</summary>
internal sealed class AdminErrors : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        if (context.Exception is OperationCanceledException && context.HttpContext.RequestAborted.IsCancellationRequested) return;
        var log = context.HttpContext.RequestServices.GetRequiredService<ILogger<AdminErrors>>();
        log.LogError(context.Exception, "Admin page {Path} failed for shop {Shop}", context.HttpContext.Request.Path, context.HttpContext.Admin().Shop.Domain);
        context.Result = View("/Admin/Failed.cshtml", StatusCodes.Status500InternalServerError);
        context.ExceptionHandled = true;
    }

    internal static ViewResult View(string name, int status) => new()
    {
        ViewName = name,
        StatusCode = status,
        ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()),
    };
}
