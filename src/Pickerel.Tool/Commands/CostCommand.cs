using System;
using System.CommandLine;
using Pickerel.Tool.Reports;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel cost ASSEMBLY</c>: what each network of a built program costs, a line a network; a build runs it.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var assembly = new Argument<string>("assembly") { Description = "A built program or library (.dll or .exe with its metadata)." };
        var command = new Command("cost", "Prints what the networks of a built assembly cost, a line a network.") { assembly };
        command.SetAction(result => Output.Guard(() => Run(result.GetValue(assembly)!)));
        return command;
    }

    private static int Run(string assembly)
    {
        foreach (var line in BuiltNetworks.Read(assembly))
            Console.WriteLine(line);
        return ExitCodes.Done;
    }
}
