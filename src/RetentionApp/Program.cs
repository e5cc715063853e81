return await RetentionApp.App.Run(args);
