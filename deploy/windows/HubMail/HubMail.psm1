# Never run: no PowerShell was at hand where this was written. See README.md.
Set-StrictMode -Version Latest

function Invoke-HubMail {
    # Runs hubmail with the secret on standard input, and returns its one JSON object.
    param(
        [Parameter(Mandatory)][string[]] $Arguments,
        [securestring] $Secret,
        [string] $ConfigDir
    )
    $all = @($Arguments) + '--json'
    if ($ConfigDir) { $all += @('--config-dir', $ConfigDir) }
    if ($Secret) { $all += '--secret-stdin' }
    $start = [System.Diagnostics.ProcessStartInfo]::new()
    $start.FileName = 'hubmail.exe'
    # Windows PowerShell 5.1 has no ArgumentList; a path cannot hold a quotation mark.
    $quoted = $all | ForEach-Object {
        if ($_ -match '["]') { throw "An argument holds a quotation mark: $_" }
        '"' + ($_ -replace '(\\+)$', '$1$1') + '"'
    }
    $start.Arguments = $quoted -join ' '
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.StandardOutputEncoding = [System.Text.Encoding]::UTF8
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        if ($Secret) {
            $plain = [System.Net.NetworkCredential]::new('', $Secret).Password
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($plain)
            try { $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length) }
            finally { [System.Array]::Clear($bytes, 0, $bytes.Length) }
        }
        $process.StandardInput.Close()
        $said = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $status = $process.ExitCode
    }
    finally { $process.Dispose() }
    $object = $said | ConvertFrom-Json
    $object | Add-Member -NotePropertyName ExitStatus -NotePropertyValue $status -PassThru
}

function Install-HubMail {
    <# .SYNOPSIS Installs or upgrades hubmail for all users, without a question. #>
    [CmdletBinding(SupportsShouldProcess)]
    param([Parameter(Mandatory)][string] $Msi)
    if ($PSCmdlet.ShouldProcess($Msi, 'install')) {
        $done = Start-Process msiexec.exe -Wait -PassThru -ArgumentList @('/i', "`"$Msi`"", '/qn', '/norestart')
        if ($done.ExitCode -notin 0, 3010) { throw "msiexec ended with $($done.ExitCode)." }
    }
}

function Get-HubMail {
    <# .SYNOPSIS The stored settings and the last test; never the secret. #>
    [CmdletBinding()]
    param([string] $ConfigDir)
    Invoke-HubMail -Arguments 'show' -ConfigDir $ConfigDir
}

function Set-HubMail {
    <# .SYNOPSIS Stores the settings in a file and tests them; -WhatIf names what would change. #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)][string] $Path,
        [securestring] $Secret,
        [string] $Recipient,
        [string] $ConfigDir
    )
    $common = @('apply', $Path)
    if ($Recipient) { $common += @('--recipient', $Recipient) }
    if (-not $PSCmdlet.ShouldProcess($Path, 'apply')) { $common += '--check' }
    $result = Invoke-HubMail -Arguments $common -Secret $Secret -ConfigDir $ConfigDir
    if ($result.failure) { Write-Error "$($result.failure.code): $($result.failure.title)" }
    $result
}

function Test-HubMail {
    <# .SYNOPSIS Sends a test mail with what is stored; true if it was accepted. #>
    [CmdletBinding()]
    param([string] $Recipient, [securestring] $Secret, [string] $ConfigDir)
    $common = @('test')
    if ($Recipient) { $common += @('--recipient', $Recipient) }
    $result = Invoke-HubMail -Arguments $common -Secret $Secret -ConfigDir $ConfigDir
    if ($result.failure) { Write-Warning "$($result.failure.code): $($result.failure.title)" }
    [bool] $result.ok
}

Export-ModuleMember -Function Install-HubMail, Get-HubMail, Set-HubMail, Test-HubMail
