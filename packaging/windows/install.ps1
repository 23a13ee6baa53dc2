# Installs an MSI for the whole machine without a window, tries the program, and removes it again.
param([Parameter(Mandatory)][string]$Installer)
$ErrorActionPreference = 'Stop'

function Invoke-Installer([string]$Action) {
    $done = Start-Process msiexec -ArgumentList $Action, "`"$Installer`"", '/qn', '/norestart' -Wait -PassThru
    if ($done.ExitCode -ne 0) { throw "msiexec $Action : $($done.ExitCode)" }
}

$folder = Join-Path $env:ProgramFiles 'hubmail'
Invoke-Installer '/i'
python (Join-Path $PSScriptRoot '..\smoke.py') $folder
if ($LASTEXITCODE -ne 0) { throw 'the installed program does not work' }
Invoke-Installer '/x'
if (Test-Path $folder) { throw "$folder is left over" }
